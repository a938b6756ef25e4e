-- A job goes on after its request, within the scopes of the token that began it.

alter table fhir.bulk_job add column token_limit text;
comment on column fhir.bulk_job.token_limit is 'Patient in context, grant and scopes of the token that asked, each on a line; null where its scopes limit nothing.';
