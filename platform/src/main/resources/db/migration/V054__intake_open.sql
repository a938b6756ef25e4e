drop index intake.message_open;
create index message_open on intake.message (content_hash) where state in ('REFUSED', 'WAITING');
comment on index intake.message_open is 'Finds the refused submission when the same content is stored later';
