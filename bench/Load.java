import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Keeps a number of clients busy: each sends its next request when it has the answer to the one before. */
final class Load {

    /** A server that answers wrongly so often is not worth measuring on. */
    private static final int ERRORS_MAX = 50;

    private static final long SETTLE_NANOS_MAX = 60_000_000_000L;

    /** A server is at rest when it uses less than this much of one processor. */
    private static final double REST_MILLIS_PER_SECOND = 50;

    /** Seconds, until the jobs are done. */
    static final double TO_THE_END = 1e9;

    private final Http.Server server;
    private final Processes processes;

    Load(Http.Server server, Processes processes) {
        this.server = server;
        this.processes = processes;
    }

    /**
     * What was measured.
     *
     * @param latencies of the jobs in nanoseconds, ascending
     * @param client milliseconds of processor time of the measuring program itself
     * @param yard milliseconds that a fixed piece of work took meanwhile: processor time is dear on a crowded machine
     */
    record Figures(
            double seconds,
            long requests,
            long resources,
            long bytes,
            long[] latencies,
            Map<String, Integer> errors,
            Processes.Cpu cpu,
            Processes.Memory memory,
            double client,
            double yard) {

        double percentileMillis(double share) {
            return latencies.length == 0
                    ? Double.NaN
                    : latencies[(int) Math.min(latencies.length - 1, Math.floor(share * latencies.length))] / 1e6;
        }

        int failed() {
            return errors.values().stream().mapToInt(i -> i).sum();
        }
    }

    /** Runs jobs until the supplier has no more or the time is over, and all that were begun are answered. */
    Figures drive(int clients, Supplier<Job> jobs, double seconds) throws InterruptedException {
        settle();
        var stop = new AtomicBoolean();
        var watch = new Watch(stop);
        Thread watching = Thread.ofPlatform().daemon().start(watch);
        Processes.Cpu before = processes.cpu();
        double own = own();
        long start = System.nanoTime();
        var all = new ArrayList<Client>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < clients; i++) {
            var client = new Client(jobs, stop, start + (long) (seconds * 1e9));
            all.add(client);
            threads.add(Thread.ofVirtual().start(client));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        own = own() - own;
        settle(); // what a request leaves behind is part of its price
        Processes.Cpu cpu = processes.cpu().minus(before);
        stop.set(true);
        watching.join();
        return sum(all, took, cpu, watch, own);
    }

    private static Figures sum(List<Client> clients, double seconds, Processes.Cpu cpu, Watch watch, double own) {
        var errors = new TreeMap<String, Integer>();
        long requests = 0;
        long resources = 0;
        long bytes = 0;
        int count = 0;
        for (Client client : clients) {
            requests += client.requests;
            resources += client.resources;
            bytes += client.bytes;
            count += client.count;
            client.errors.forEach(error -> errors.merge(error, 1, Integer::sum));
        }
        long[] latencies = new long[count];
        int at = 0;
        for (Client client : clients) {
            System.arraycopy(client.latencies, 0, latencies, at, client.count);
            at += client.count;
        }
        Arrays.sort(latencies);
        return new Figures(
                seconds,
                requests,
                resources,
                bytes,
                latencies,
                Collections.unmodifiableMap(errors),
                cpu,
                watch.peak,
                own,
                watch.yard());
    }

    /** Waits until the server rests. */
    private void settle() {
        long until = System.nanoTime() + SETTLE_NANOS_MAX;
        double before = processes.cpu().total();
        while (processes.known() && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000_000L);
            double now = processes.cpu().total();
            if (now - before < REST_MILLIS_PER_SECOND) {
                return;
            }
            before = now;
        }
    }

    private static double own() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> time.toNanos() / 1e6)
                .orElse(Double.NaN);
    }

    /** Looks at the server's memory, and at how much processor time a fixed piece of work takes, once a second. */
    private final class Watch implements Runnable {

        private final AtomicBoolean stop;
        private Processes.Memory peak = processes.memory();
        private long nanos;
        private int measured;

        Watch(AtomicBoolean stop) {
            this.stop = stop;
        }

        @Override
        public void run() {
            while (!stop.get()) {
                peak = peak.max(processes.memory());
                nanos += Yardstick.nanos();
                measured++;
                LockSupport.parkNanos(1_000_000_000L);
            }
        }

        double yard() {
            return nanos / 1e6 / measured;
        }
    }

    private final class Client implements Runnable {

        private final Supplier<Job> jobs;
        private final AtomicBoolean stop;
        private final long until;
        private long[] latencies = new long[1_024];
        private int count;
        private long requests;
        private long resources;
        private long bytes;
        private final List<String> errors = new ArrayList<>();

        Client(Supplier<Job> jobs, AtomicBoolean stop, long until) {
            this.jobs = jobs;
            this.stop = stop;
            this.until = until;
        }

        @Override
        public void run() {
            try (var http = new Http(server)) {
                while (!stop.get() && System.nanoTime() < until) {
                    Job job = jobs.get();
                    if (job == null) {
                        return;
                    }
                    one(http, job);
                }
            }
        }

        private void one(Http http, Job job) {
            long start = System.nanoTime();
            try {
                Job.Done done = job.run(http);
                requests += done.requests();
                resources += done.resources();
                bytes += done.bytes();
            } catch (IOException | RuntimeException e) {
                errors.add(e instanceof Job.Wrong ? e.getMessage() : e.toString());
                if (errors.size() >= ERRORS_MAX) {
                    stop.set(true);
                }
            }
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = System.nanoTime() - start;
        }
    }
}
