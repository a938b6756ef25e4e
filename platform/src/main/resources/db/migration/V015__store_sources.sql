create index compartment_source on store.compartment (source);
comment on index store.compartment_source is 'The source patients of an institution: what its systems may see.';

comment on column store.version.source is
    'Institution that filed a directory resource (compartment 0): unified social credit code; empty for the platform, null where unknown and elsewhere.';
