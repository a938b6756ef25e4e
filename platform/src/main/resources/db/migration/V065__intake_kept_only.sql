-- What of an HL7 v2 message has no place in the record: told with the message, so that nothing is lost in silence.

alter table intake.message add column kept_only text[] not null default '{}';
comment on column intake.message.kept_only is
    'Fields that are kept in the original only, such as PID-3.6 or ZPD-2 ×3 (how often), without values; at most 400';
