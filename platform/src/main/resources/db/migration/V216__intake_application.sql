-- Which of an institution's systems sent a message.

alter table intake.message add column application text;
comment on column intake.message.application is 'What the sender calls itself (MSH-3, first component); null where messages have no such field.';

create trigger message_application_is_final
    before update of application on intake.message
    for each row execute function intake.content_is_final();
comment on trigger message_application_is_final on intake.message is 'Who sent it is evidence, like the content.';
