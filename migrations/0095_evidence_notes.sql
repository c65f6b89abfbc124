-- What a person found when he looked into evidence that is nobody's, or against what stands.
alter table evidence add column seen_note text;
create index evidence_looked_into on evidence (id) where outcome in ('no_subject', 'contradicted');
