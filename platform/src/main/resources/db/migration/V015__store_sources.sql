create index compartment_source on store.compartment (source);
comment on index store.compartment_source is 'The source patients of an institution: what its systems may see.';
