-- Which entries of the history a report holds: two may bear the same time.

alter table emergency.report add column version integer;
alter table emergency.report disable trigger history_stays;
update emergency.report r
   set version = (select max(h.version) from emergency.history h where h.event = r.event and h.at <= r.cutoff);
alter table emergency.report enable trigger history_stays;
alter table emergency.report alter column version set not null;
comment on column emergency.report.version is 'Of the event at the cut-off: the last entry of the history that is in it.';
