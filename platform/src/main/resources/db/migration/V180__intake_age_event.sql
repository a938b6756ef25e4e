-- Which of two messages is newer is told by when they were made (MSH-7); of two made at the same time by what they tell of.

alter table intake.age add column event timestamptz;
comment on column intake.age.event is 'EVN-2 or OBR-22 of that message: of two messages made at the same time the one that tells of the later event is newer; null before this was kept, then as at';
comment on column intake.age.at is 'MSH-7 of the newest message applied, else EVN-2 or OBR-22; never later than its arrival';
comment on column intake.age.key is 'What the sender calls it: patient/…, visit/…, order/…; a long name by its beginning and SHA-256';
