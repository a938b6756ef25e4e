package org.tongmai.fhir.subscription;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final Duration CLEANING = Duration.ofMinutes(30);

    private final SubscriptionStore subscriptions;
    private final NotificationStore queues;
    private final Delivery delivery;
    private final Topics topics;
    private final Duration keep;
    private final Sending sending;
    private final Semaphore room;
    private final AtomicBoolean asked = new AtomicBoolean();
    private String holder = "";
    private @Nullable ScheduledExecutorService timer;
    private @Nullable ExecutorService work;

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
        this.room = new Semaphore(connections);
    }

    @Override
    public synchronized void start() {
        sending.pause(false);
        holder = UUID.randomUUID().toString();
        work = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("subscription-", 0).factory());
        ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("subscription-timer").factory());
        timer = schedule;
        var _ = schedule.scheduleWithFixedDelay(
                () -> carefully(this::round), 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
        var _ = schedule.scheduleWithFixedDelay(
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
        ExecutorService executor = work;
        int free = room.availablePermits();
        if (executor == null || free == 0) {
            return;
        }
        List<Registered> due = new ArrayList<>(subscriptions.claim(holder, free));
        if (due.size() < free) {
            due.addAll(subscriptions.claimHeartbeats(holder, free - due.size()));
        }
        for (Registered subscription : due) {
            room.acquireUninterruptibly();
            executor.execute(() -> run(subscription));
        }
    }

    private void run(Registered subscription) {
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
            carefully(() -> subscriptions.release(subscription.id(), holder, seconds));
            room.release();
        }
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.close();
            timer = null;
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
