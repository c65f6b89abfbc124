-- Genuine evidence about nothing of ours, or against what stands, is looked at by a person, who says so.
alter table evidence add column seen_by text collate "C";
alter table evidence add column seen_at timestamptz;
create index evidence_unclaimed on evidence (id) where outcome in ('no_subject', 'contradicted') and seen_at is null;
