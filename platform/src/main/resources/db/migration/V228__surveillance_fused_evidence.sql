-- How rare the evidence of all sources together is, by which the inbox is ranked.

alter table surveillance.signal add column recurrence_days double precision;
comment on column surveillance.signal.recurrence_days is 'Days after which chance alone shows as strong an evidence of all sources in the place; null where too little past is known.';
