package org.tongmai.fhir.bulk;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Runs the jobs, a bounded number at a time, and takes up those whose process ended. */
final class Runner implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration CLEANING = Duration.ofMinutes(10);
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    private final JobStore store;
    private final Jobs jobs;
    private final Exporting exporting;
    private final Importing importing;
    private final int most;
    private final Clock clock;
    private final Map<String, Hold> running = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService schedule;
    private @Nullable ScheduledExecutorService upkeep;
    private @Nullable ExecutorService work;

    Runner(JobStore store, Jobs jobs, Exporting exporting, Importing importing, int most, Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.exporting = exporting;
        this.importing = importing;
        this.most = most;
        this.clock = clock;
        jobs.onNews(this::wake);
    }

    @Override
    public synchronized void start() {
        work = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("bulk-", 0).factory());
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("bulk-timer").factory());
        schedule = timer;
        every(timer, ROUND, this::round);
        // a hold is kept however long the cleaning or the search for work takes
        ScheduledExecutorService beside = Executors.newScheduledThreadPool(
                2, Thread.ofVirtual().name("bulk-upkeep-", 0).factory());
        upkeep = beside;
        every(beside, RENEWAL, this::renew);
        every(beside, CLEANING, jobs::clean);
    }

    private static void every(ScheduledExecutorService timer, Duration period, Runnable task) {
        Runnable careful = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.warn("Bulk jobs were not looked after, the next round does it: {}", Faults.outline(e));
            }
        };
        var _ = timer.scheduleWithFixedDelay(careful, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void wake() {
        if (schedule != null) {
            schedule.execute(() -> {
                try {
                    round();
                } catch (RuntimeException e) {
                    LOG.warn("Bulk jobs were not looked for, the next round does it: {}", Faults.outline(e));
                }
            });
        }
    }

    private void round() {
        ExecutorService executor = work;
        while (executor != null && running.size() < most) {
            var hold = new Hold(Jobs.newId());
            boolean last = most > 1 && running.size() == most - 1;
            Optional<Job> claimed = store.claim(hold.holder(), jobs.identity(), running.keySet(), last);
            if (claimed.isEmpty()) {
                return;
            }
            Job job = claimed.get();
            running.put(job.id(), hold);
            executor.execute(() -> run(job, hold));
        }
    }

    private void renew() {
        if (!running.isEmpty()) {
            Set<String> held = store.renew(holders());
            running.forEach((id, hold) -> {
                if (!held.contains(id)) {
                    hold.lose();
                }
            });
        }
    }

    private List<String> holders() {
        return running.values().stream().map(Hold::holder).toList();
    }

    /** Ends the work of a job at once where this process runs it. */
    void lose(String job) {
        Hold hold = running.get(job);
        if (hold != null) {
            hold.lose();
        }
    }

    private void run(Job claimed, Hold hold) {
        try {
            Job job = claimed;
            if (!job.directory().equals(jobs.identity())) {
                store.restart(job.id(), jobs.identity());
                job = store.one(job.id()).orElseThrow(Hold.Lost::new);
            }
            switch (job.kind()) {
                case EXPORT -> exporting.run(job, hold);
                case IMPORT -> importing.run(job, hold);
            }
            end(job, hold, Job.State.DONE, null);
        } catch (Hold.Lost lost) {
            LOG.debug("Job {} goes on elsewhere, later or not at all", claimed.id());
        } catch (Problem problem) {
            end(claimed, hold, Job.State.FAILED, problem);
        } catch (IOException | RuntimeException e) {
            failed(claimed, hold, e);
        } finally {
            running.remove(claimed.id(), hold);
        }
    }

    /** A database that is away passes: the lease runs out and the job is taken up again. */
    private void failed(Job job, Hold hold, Exception e) {
        if (Outage.of(e).isPresent()) {
            LOG.warn("Job {} waits for the database", job.id());
            return;
        }
        LOG.error("Job {} failed: {}", job.id(), Faults.outline(e));
        end(
                job,
                hold,
                Job.State.FAILED,
                new Problem(
                        Problem.Kind.BUSY,
                        "fhir.bulk-failed",
                        "The server failed on this job.",
                        "This is a fault of the server; its log has the detail under the job's id.",
                        "POST to the status address with /$resume to go on, or begin anew."));
    }

    private void end(Job job, Hold hold, Job.State state, @Nullable Problem problem) {
        try {
            store.finish(
                    job.id(),
                    hold.holder(),
                    state,
                    problem == null ? null : written(problem),
                    clock.instant(),
                    jobs.expires());
        } catch (RuntimeException e) {
            LOG.warn("The end of job {} was not written; it is run again", job.id());
        }
    }

    private static String written(Problem problem) {
        ObjectNode node = Json.object();
        node.put("kind", problem.kind().name()).put("code", problem.code()).put("what", problem.what());
        node.put("why", problem.why()).put("mend", problem.mend());
        return node.toString();
    }

    /** The problem that a job failed with. */
    static Problem problem(String written) {
        ObjectNode node = Json.read(written.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new Problem(
                Problem.Kind.valueOf(node.path("kind").asString("BUSY")),
                node.path("code").asString(""),
                node.path("what").asString(""),
                node.path("why").asString(""),
                node.path("mend").asString(""));
    }

    @Override
    public synchronized void stop() {
        if (schedule != null) {
            schedule.close();
            schedule = null;
        }
        if (upkeep != null) {
            upkeep.close();
            upkeep = null;
        }
        List<String> held = holders();
        running.values().forEach(Hold::lose);
        if (work != null) {
            work.close();
            work = null;
        }
        store.release(held);
    }

    @Override
    public synchronized boolean isRunning() {
        return schedule != null;
    }
}
