-- A third door: CDA R2 documents.

alter table intake.message drop constraint message_door_check;
alter table intake.message add constraint message_door_check check (door in ('FHIR', 'HL7V2', 'CDA'));
comment on column intake.message.door is 'FHIR over REST, HL7 v2 over MLLP or HTTP, or CDA R2 over HTTP';
comment on column intake.message.control_id is 'MSH-10; the number and version of a document; null for FHIR';
comment on column intake.message.body is 'The bytes as they arrived, zstd; null where the store holds them: FHIR and CDA that was stored';
comment on column intake.message.acknowledgement is 'The answer as it left, for HL7 v2; for CDA the report of the last run';

drop index intake.message_once;
create unique index message_once on intake.message (institution, control_id, content_hash) where door <> 'FHIR';
comment on index intake.message_once is 'The same message is journalled once; also finds a repeated control id';
