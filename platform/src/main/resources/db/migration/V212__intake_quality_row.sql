-- What broke a rule in a file of a table: the file itself is forgotten once it is read, so that a rule that is run again finds here what it judged.

create table intake.quality_row (
    institution text        not null,
    day         date        not null,
    dataset     text        not null,
    rule        text        not null,
    load        bigint      not null,
    line        bigint      not null,
    message     bigint      not null,
    patient     text        not null,
    things      text        not null,
    at          timestamptz not null,
    constraint quality_row_pk primary key (institution, day, dataset, rule, load, line, message)
);
comment on table intake.quality_row is 'Rows of tables that broke a rule, until the rule is run again and finds them mended; the first ten thousand of each rule, day and data set';
comment on column intake.quality_row.institution is 'USCC';
comment on column intake.quality_row.day is 'Of arrival';
comment on column intake.quality_row.dataset is 'Name of the table';
comment on column intake.quality_row.rule is 'Code of the rule';
comment on column intake.quality_row.load is 'File; 0 of a row that was stored when it was run again, by itself';
comment on column intake.quality_row.line is 'Its line in that file; 0 as above';
comment on column intake.quality_row.message is 'Line of the journal of such a row; else 0';
comment on column intake.quality_row.patient is 'Masked, as in message';
comment on column intake.quality_row.things is 'Resources that it made or completed, one a line, as Type/id or Type?identifier=system|value; empty where the journal has them';
comment on column intake.quality_row.at is 'Of arrival';
