/**
 * What the dump asks PostgreSQL's catalogs. `pg_dump` is not among the npm binaries, and its output changes with its
 * version; this one is read by people as a diff. Every list is ordered, so equal schemas print equal text.
 */
const ourSchemas = `namespace.nspname !~ '^pg_' and namespace.nspname <> 'information_schema'`
const ours = `${ourSchemas} and not exists
  (select from pg_depend where objid = object.oid and deptype = 'e')`

export const tablesSql = `
  select object.oid, object.oid::regclass::text as name, object.relpersistence = 'u' as unlogged,
    array_to_string(object.reloptions, ', ') as options, obj_description(object.oid) as comment,
    case when object.relkind = 'p' then pg_get_partkeydef(object.oid) end as partition_key,
    pg_get_expr(object.relpartbound, object.oid) as partition_bound, parent.oid::regclass::text as parent
  from pg_class object
  join pg_namespace namespace on namespace.oid = object.relnamespace
  left join pg_inherits on inhrelid = object.oid
  left join pg_class parent on parent.oid = inhparent
  where ${ours} and object.relkind in ('r', 'p') and object.relname <> 'schema_migration'
  order by namespace.nspname <> 'public', namespace.nspname, object.relname`

export const columnsSql = `
  select attrelid as owner, quote_ident(attname) as name, format_type(atttypid, atttypmod) as type, attnotnull as required,
    case when attcollation not in (0, typcollation) then
      (select quote_ident(collname) from pg_collation where oid = attcollation) end as collation,
    pg_get_expr(adbin, adrelid) as expression, attidentity as identity, attgenerated as generated,
    col_description(attrelid, attnum) as comment
  from pg_attribute
  join pg_type on pg_type.oid = atttypid
  left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = any($1::oid[]) and attnum > 0 and not attisdropped
  order by attrelid, attnum`

export const constraintsSql = `
  select conrelid as owner, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
  from pg_constraint
  where conrelid = any($1::oid[]) and contype <> 'n' and conparentid = 0
  order by conrelid, position(contype::text in 'pufxc'), conname`

export const indexesSql = `
  select indrelid as owner, pg_get_indexdef(indexrelid) as definition
  from pg_index
  where indrelid = any($1::oid[])
    and not exists (select from pg_constraint where conindid = indexrelid)
    and not exists (select from pg_inherits where inhrelid = indexrelid)
  order by indrelid, indexrelid::regclass::text`

export const triggersSql = `
  select tgrelid as owner, pg_get_triggerdef(oid) as definition
  from pg_trigger
  where tgrelid = any($1::oid[]) and not tgisinternal and tgparentid = 0
  order by tgrelid, tgname`

/** Statements that stand on their own, in the order in which they could be run. */
export const standaloneSql = {
  schemas: `
    select 'create schema ' || quote_ident(namespace.nspname) as definition from pg_namespace namespace
    where ${ourSchemas} and namespace.nspname <> 'public' order by namespace.nspname`,
  extensions: `
    select 'create extension if not exists ' || quote_ident(extname) as definition
    from pg_extension where extname <> 'plpgsql' order by extname`,
  types: `
    select 'create type ' || object.oid::regtype::text || ' as enum (' ||
      (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = object.oid)
      || ')' as definition
    from pg_type object join pg_namespace namespace on namespace.oid = object.typnamespace
    where ${ours} and object.typtype = 'e' order by namespace.nspname <> 'public', object.typname`,
  domains: `
    select 'create domain ' || object.oid::regtype::text || ' as ' || format_type(object.typbasetype, object.typtypmod) ||
      coalesce(' ' || (select string_agg(pg_get_constraintdef(oid), ' ' order by conname)
        from pg_constraint where contypid = object.oid), '') as definition
    from pg_type object join pg_namespace namespace on namespace.oid = object.typnamespace
    where ${ours} and object.typtype = 'd' order by namespace.nspname <> 'public', object.typname`,
  sequences: `
    select 'create sequence ' || object.oid::regclass::text || ' as ' || format_type(seqtypid, null) ||
      ' start ' || seqstart || ' increment ' || seqincrement || case when seqcycle then ' cycle' else '' end as definition
    from pg_sequence join pg_class object on object.oid = seqrelid
    join pg_namespace namespace on namespace.oid = object.relnamespace
    where ${ours} and not exists (select from pg_depend where objid = object.oid and deptype = 'i')
    order by namespace.nspname <> 'public', object.relname`,
  functions: `
    select pg_get_functiondef(object.oid) as definition
    from pg_proc object join pg_namespace namespace on namespace.oid = object.pronamespace
    where ${ours} and object.prokind in ('f', 'p') order by namespace.nspname <> 'public', object.oid::regprocedure::text`,
  views: `
    select 'create ' || case object.relkind when 'm' then 'materialized ' else '' end || 'view ' ||
      object.oid::regclass::text || ' as' || E'\\n' || rtrim(pg_get_viewdef(object.oid), ';') as definition
    from pg_class object join pg_namespace namespace on namespace.oid = object.relnamespace
    where ${ours} and object.relkind in ('v', 'm') order by namespace.nspname <> 'public', object.relname`,
} as const
