-- A correction that its doctor does not read goes to the doctor's institution, whose patient it is about.

alter table recognition.notice add column acknowledged_by text;
comment on column recognition.notice.acknowledged_by is 'Login of who said it was read: the doctor, or a colleague; null until then.';
update recognition.notice
   set acknowledged_by = doctor
 where acknowledged_at is not null;
comment on table recognition.notice is
    'That a result was corrected or withdrawn after a doctor quoted it; stays until the doctor, or after a day a colleague, says it was read.';

drop index recognition.notice_open;
create index notice_open on recognition.notice (institution, at desc) where acknowledged_at is null;
comment on index recognition.notice_open is 'What waits for an institution and its doctors: by nature over all source patients.';
