-- What there is to respond with, what is promised to events, and patients that are moved.

create table emergency.resource (
    id          bigint      generated always as identity primary key,
    institution text        not null,
    region      text        not null,
    kind        text        not null
        check (kind in ('BED', 'BED_ISOLATION', 'BED_ICU', 'BED_NEGATIVE_PRESSURE', 'AMBULANCE', 'TEAM', 'LABORATORY', 'STOCK')),
    item        text        not null,
    unit        text        not null,
    capacity    integer     not null check (capacity >= 0),
    used        integer     not null check (used >= 0),
    held        integer     not null check (held >= 0),
    as_of       timestamptz not null,
    account     text        not null
);
comment on table emergency.resource is 'What institutions have to respond with, as they last said.';
comment on column emergency.resource.id is 'Number of the resource.';
comment on column emergency.resource.institution is 'USCC of the institution that has it.';
comment on column emergency.resource.region is 'GB/T 2260: where that institution is.';
comment on column emergency.resource.kind is 'Beds by kind, ambulances, teams, tests a day of a laboratory, stock.';
comment on column emergency.resource.item is 'Which team, test or article; empty where the kind says it all.';
comment on column emergency.resource.unit is 'What is counted: 张, 辆, 支, 份/日, 件.';
comment on column emergency.resource.capacity is 'How many there are.';
comment on column emergency.resource.used is 'How many are in use; may be more than there are, where beds stand in corridors.';
comment on column emergency.resource.held is 'How many are promised to events and not yet in use: the sum of its holds that are HELD.';
comment on column emergency.resource.as_of is 'Of when the institution said capacity and use.';
comment on column emergency.resource.account is 'Login of whoever said it.';
create unique index resource_of on emergency.resource (institution, kind, item);
comment on index emergency.resource_of is 'One row for each institution and thing.';
create index resource_region on emergency.resource (region text_pattern_ops, kind);
comment on index emergency.resource_region is 'What a region has.';

create table emergency.hold (
    id         bigint      generated always as identity primary key,
    resource   bigint      not null references emergency.resource (id),
    event      bigint      not null references emergency.event (id),
    amount     integer     not null check (amount > 0),
    state      text        not null check (state in ('HELD', 'TAKEN', 'RELEASED')),
    held_at    timestamptz not null,
    settled_at timestamptz,
    account    text        not null
);
comment on table emergency.hold is 'What of a resource is promised to an event.';
comment on column emergency.hold.id is 'Number of the hold.';
comment on column emergency.hold.resource is 'Of what.';
comment on column emergency.hold.event is 'For which event.';
comment on column emergency.hold.amount is 'How many.';
comment on column emergency.hold.state is 'HELD: promised; TAKEN: in use; RELEASED: given back.';
comment on column emergency.hold.held_at is 'Since when.';
comment on column emergency.hold.settled_at is 'When it was taken or given back, whichever came last.';
comment on column emergency.hold.account is 'Login of whoever last changed it.';
create index hold_event on emergency.hold (event, state);
comment on index emergency.hold_event is 'What an event has.';
create index hold_resource on emergency.hold (resource, state);
comment on index emergency.hold_resource is 'To whom a resource is promised.';

create table emergency.transfer (
    id           bigint      generated always as identity primary key,
    event        bigint      not null references emergency.event (id),
    person       integer,
    sender       text        not null,
    receiver     text        not null,
    bed          text        not null check (bed in ('BED', 'BED_ISOLATION', 'BED_ICU', 'BED_NEGATIVE_PRESSURE')),
    state        text        not null
        check (state in ('REQUESTED', 'ACCEPTED', 'REFUSED', 'DEPARTED', 'ARRIVED', 'CANCELLED')),
    hold         bigint      references emergency.hold (id),
    words        text        not null,
    requested_at timestamptz not null,
    changed_at   timestamptz not null,
    account      text        not null,
    check ((state in ('REQUESTED', 'REFUSED')) = (hold is null) or state = 'CANCELLED'),
    check (sender <> receiver)
);
comment on table emergency.transfer is 'Patients moved between hospitals; none is accepted without a bed held.';
comment on column emergency.transfer.id is 'Number of the transfer.';
comment on column emergency.transfer.event is 'For which event.';
comment on column emergency.transfer.person is 'Number of the person in the event; null for one who is not on its list.';
comment on column emergency.transfer.sender is 'USCC of the hospital from which.';
comment on column emergency.transfer.receiver is 'USCC of the hospital to which.';
comment on column emergency.transfer.bed is 'What kind of bed is needed.';
comment on column emergency.transfer.state is 'Where it stands.';
comment on column emergency.transfer.hold is 'The bed that is held for it.';
comment on column emergency.transfer.words is 'What was last said about it; names nobody.';
comment on column emergency.transfer.requested_at is 'When it was asked for.';
comment on column emergency.transfer.changed_at is 'When it last changed.';
comment on column emergency.transfer.account is 'Login of whoever last changed it.';
create index transfer_event on emergency.transfer (event, id);
comment on index emergency.transfer_event is 'Transfers of an event.';
create index transfer_sender on emergency.transfer (sender, state);
comment on index emergency.transfer_sender is 'What a hospital sends.';
create index transfer_receiver on emergency.transfer (receiver, state);
comment on index emergency.transfer_receiver is 'What a hospital is asked to take.';
