alter table intake.tally add column part smallint not null default 0;
comment on column intake.tally.part is 'Which of the rows that the count is spread over; it is their sum';

alter table intake.tally drop constraint tally_pk;
alter table intake.tally add constraint tally_pk primary key (hour, institution, door, state, code, part);
