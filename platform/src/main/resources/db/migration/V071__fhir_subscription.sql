-- Subscriptions, and the queue of each.

create sequence fhir.subscription_change;
comment on sequence fhir.subscription_change is 'Order in which rows of fhir.subscription change, so that each node reads what is new.';

create table fhir.subscription (
    id            text        primary key,
    institution   text,
    version       integer     not null,
    state         text        not null check (state in ('REQUESTED', 'ACTIVE', 'OFF', 'ERROR')),
    resource      text        not null,
    since         timestamptz not null,
    events        bigint      not null default 0,
    pending       bigint      not null default 0,
    failures      integer     not null default 0,
    error         text,
    due_at        timestamptz not null,
    heartbeat_at  timestamptz,
    holder        text,
    held_until    timestamptz,
    change        bigint      not null
);
comment on table fhir.subscription is 'Subscriptions as they stand; what they ask for is read from the Subscription resource.';
comment on column fhir.subscription.id is 'Logical id of the Subscription.';
comment on column fhir.subscription.institution is 'Whose it is: it is told of what this institution sent; null on a node without sign-in.';
comment on column fhir.subscription.version is 'Version of the Subscription that was read.';
comment on column fhir.subscription.state is 'As Subscription.status.';
comment on column fhir.subscription.resource is 'The Subscription without id, meta, status and error; its headers may hold secrets.';
comment on column fhir.subscription.since is 'Changes committed before are not told.';
comment on column fhir.subscription.events is 'Number of the last event.';
comment on column fhir.subscription.pending is 'Events not settled yet.';
comment on column fhir.subscription.failures is 'Failed tries in a row.';
comment on column fhir.subscription.error is 'Why the last try failed.';
comment on column fhir.subscription.due_at is 'Not tried before.';
comment on column fhir.subscription.heartbeat_at is 'When a sign of life is due; null for none.';
comment on column fhir.subscription.holder is 'Process that delivers now.';
comment on column fhir.subscription.held_until is 'Until when, unless renewed.';
comment on column fhir.subscription.change is 'Order of the last change of what is asked for.';
create index subscription_due on fhir.subscription (due_at) where pending > 0 or state = 'REQUESTED';
comment on index fhir.subscription_due is 'What is to be delivered.';
create index subscription_heartbeat on fhir.subscription (heartbeat_at) where heartbeat_at is not null;
comment on index fhir.subscription_heartbeat is 'Signs of life that are due.';
create unique index subscription_order on fhir.subscription (change);
comment on index fhir.subscription_order is 'What changed after a node read last.';

create table fhir.notification (
    subscription text        not null,
    number       bigint      not null,
    compartment  bigint      not null,
    type         text        not null,
    id           text        not null,
    version      integer     not null,
    at           timestamptz not null,
    state        text        not null check (state in ('PENDING', 'SENT', 'WITHHELD', 'DEAD')),
    attempts     integer     not null default 0,
    error        text,
    queued_at    timestamptz not null default now(),
    settled_at   timestamptz,
    primary key (subscription, number)
) partition by hash (subscription);
comment on table fhir.notification is 'The queue of each subscription, in the order of commits, and for some days what was delivered.';
comment on column fhir.notification.subscription is 'The subscription.';
comment on column fhir.notification.number is 'Event number within it, from 1.';
comment on column fhir.notification.compartment is 'Source patient of the resource.';
comment on column fhir.notification.type is 'Type of the resource.';
comment on column fhir.notification.id is 'Its logical id.';
comment on column fhir.notification.version is 'The version that is told of.';
comment on column fhir.notification.at is 'When it was committed.';
comment on column fhir.notification.state is 'PENDING, SENT, WITHHELD as the owner may not see it any more, DEAD: refused or tried for too long.';
comment on column fhir.notification.attempts is 'Tries so far.';
comment on column fhir.notification.error is 'Why the last try failed.';
comment on column fhir.notification.queued_at is 'When it was queued, last by a re-run.';
comment on column fhir.notification.settled_at is 'When it was settled.';
do $$
begin
    for i in 0..7 loop
        execute format(
            'create table fhir.notification_%s partition of fhir.notification for values with (modulus 8, remainder %s)', i, i);
        execute format('comment on table fhir.notification_%s is ''Partition %s of 8 of fhir.notification.''', i, i);
    end loop;
end
$$;
create unique index notification_change on fhir.notification (subscription, type, id, version);
comment on index fhir.notification_change is 'A change is queued once, however often the feed tells it.';
create index notification_pending on fhir.notification (subscription, number) where state = 'PENDING';
comment on index fhir.notification_pending is 'What is next.';
create index notification_dead on fhir.notification (subscription, number) where state = 'DEAD';
comment on index fhir.notification_dead is 'Dead letters.';
