-- When the personal data of closed events are disposed of.

comment on column emergency.event.next_due_at is 'When something falls due by itself: the next task is escalated, or, once closed, personal data are disposed of; null where nothing waits.';
comment on index emergency.event_due is 'Which event is to be looked at next.';

-- events that were closed before get their day when they are looked at
update emergency.event
   set next_due_at = now()
 where status = 'CLOSED';
