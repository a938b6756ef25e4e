package org.tongmai.fhir.subscription;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.kernel.Faults;
import org.tongmai.store.Json;

/** Gives each subscription that has something to be delivered a thread of its own, a bounded number at a time. */
final class Dispatcher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Duration RENEWAL = Duration.ofSeconds(5);
    private static final Duration CLEANING = Duration.ofMinutes(30);

    private final SubscriptionStore subscriptions;
    private final NotificationStore queues;
    private final Delivery delivery;
    private final Topics topics;
    private final Duration keep;
    private final Sending sending;
    private final Lane well;
    private final Lane failing;

    /** Those that this process delivers, even where it could not renew in time. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean asked = new AtomicBoolean();
    private String holder = "";
    private @Nullable ScheduledExecutorService timer;
    private @Nullable ScheduledExecutorService upkeep;
    private @Nullable ExecutorService work;

    /** Those that failed last time have a room of their own, so that who waits for the dead holds up none of the living. */
    private static final class Lane {
        private final Semaphore room;

        /** Whether more may be due than there was room for. */
        private volatile boolean full;

        Lane(Semaphore room) {
            this.room = room;
        }
    }

    Dispatcher(
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Delivery delivery,
            Sending sending,
            Topics topics,
            Duration keep,
            int connections) {
        this.subscriptions = subscriptions;
        this.queues = queues;
        this.delivery = delivery;
        this.topics = topics;
        this.keep = keep;
        this.sending = sending;
        int some = Math.max(1, connections / Hosts.FAILING_PART);
        this.well = new Lane(new Semaphore(Math.max(1, connections - some)));
        this.failing = new Lane(new Semaphore(some));
    }

    @Override
    public synchronized void start() {
        sending.pause(false);
        running.clear();
        holder = UUID.randomUUID().toString();
        work = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("subscription-", 0).factory());
        ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("subscription-timer").factory());
        timer = schedule;
        var _ = schedule.scheduleWithFixedDelay(
                () -> carefully(this::round), 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
        ScheduledExecutorService beside = Executors.newScheduledThreadPool(
                2, Thread.ofVirtual().name("subscription-upkeep-", 0).factory());
        upkeep = beside;
        long renewal = RENEWAL.toMillis();
        var _ = beside.scheduleWithFixedDelay(
                () -> carefully(() -> subscriptions.renew(holder)), renewal, renewal, TimeUnit.MILLISECONDS);
        var _ = beside.scheduleWithFixedDelay(
                () -> carefully(() -> queues.forget(keep)), 0, CLEANING.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Something was queued. */
    void wake() {
        ScheduledExecutorService schedule = timer;
        if (schedule != null && asked.compareAndSet(false, true)) {
            schedule.execute(() -> {
                asked.set(false);
                carefully(this::round);
            });
        }
    }

    private static void carefully(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("Subscriptions were not looked after, the next round does it: {}", Faults.outline(e));
        }
    }

    private void round() {
        begin(well, free -> {
            List<Registered> due = new ArrayList<>(subscriptions.claim(holder, false, free));
            if (due.size() < free) {
                due.addAll(subscriptions.claimHeartbeats(holder, free - due.size()));
            }
            return due;
        });
        begin(failing, free -> subscriptions.claim(holder, true, free));
    }

    private void begin(Lane lane, IntFunction<List<Registered>> claim) {
        ExecutorService executor = work;
        int free = lane.room.availablePermits();
        lane.full = free == 0;
        if (executor == null || free == 0) {
            return;
        }
        List<Registered> due = claim.apply(free);
        lane.full = due.size() >= free;
        for (Registered subscription : due) {
            if (running.add(subscription.id())) {
                lane.room.acquireUninterruptibly();
                executor.execute(() -> run(subscription, lane));
            }
        }
    }

    private void run(Registered subscription, Lane lane) {
        int heartbeat = 0;
        try {
            Plan plan = Plan.of(Json.read(subscription.resource().getBytes(StandardCharsets.UTF_8)), topics);
            heartbeat = plan.heartbeat();
            delivery.run(subscription, plan, holder);
        } catch (RuntimeException e) {
            LOG.warn("Subscription {} is tried again: {}", subscription.id(), Faults.outline(e));
            carefully(() -> subscriptions.postpone(
                    subscription.id(), holder, "the server failed", Delivery.pause(subscription.failures())));
        } finally {
            int seconds = heartbeat;
            // before it can be claimed again: what is claimed and not taken up would be renewed and never delivered
            running.remove(subscription.id());
            carefully(() -> subscriptions.release(subscription.id(), holder, seconds));
            lane.room.release();
            if (lane.full) {
                wake();
            }
        }
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.close();
            timer = null;
        }
        if (upkeep != null) {
            upkeep.close();
            upkeep = null;
        }
        if (work != null) {
            sending.pause(true);
            work.close();
            work = null;
        }
        subscriptions.releaseAll(holder);
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }
}
