-- Who wrote a Subscription, so that one whose author may be told nothing any more ends.

alter table fhir.subscription add column account text;
comment on column fhir.subscription.account is 'client_id of the system that wrote it; null of those written before this was kept, which end at their next delivery.';
