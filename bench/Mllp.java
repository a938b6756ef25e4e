import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a laboratory report costs that comes by HL7 v2 over MLLP: ORU^R01 with {@value #RESULTS} results, each sender waiting for its
 * acknowledgement, against a node with {@code --auth none}: messages a second, processor time of the server and its PostgreSQL for each,
 * and how long senders wait. Fails where one is not acknowledged AA, or a result is not found afterwards.
 *
 * <p>{@code java bench/Mllp.java URL MLLP-PORT DATA [messages] [senders] [rounds]}
 */
final class Mllp {

    private static final int RESULTS = 12;
    private static final int REPORTS_EACH = 5;
    private static final String INSTITUTION = "12330000470000013F";

    private final String url;
    private final int port;
    private final int senders;
    private final Processes processes;
    private final String run = Long.toString(System.nanoTime(), 36);
    private final AtomicInteger next = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Mllp(String url, int port, String data, int senders) throws IOException {
        this.url = url;
        this.port = port;
        this.senders = senders;
        var roots = new LinkedHashSet<>(Processes.listening(URI.create(url).getPort()));
        roots.add(Long.parseLong(Files.readAllLines(Path.of(data, "postgresql", "postmaster.pid"))
                .getFirst()
                .strip()));
        this.processes = new Processes(roots);
    }

    public static void main(String[] args) throws Exception {
        int messages = args.length > 3 ? Integer.parseInt(args[3]) : 20_000;
        int senders = args.length > 4 ? Integer.parseInt(args[4]) : 50;
        int rounds = args.length > 5 ? Integer.parseInt(args[5]) : 3;
        var bench = new Mllp(args[0].replaceFirst("/+$", ""), Integer.parseInt(args[1]), args[2], senders);
        bench.register();
        for (int round = 0; round < rounds; round++) {
            bench.round(messages);
        }
        bench.check();
    }

    private void register() throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(url + "/api/access/institutions"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"code\":\"" + INSTITUTION + "\",\"name\":\"测试医院\",\"region\":\"330106\"}"))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300 && answer.statusCode() != 409) {
            throw new IllegalStateException(answer.body());
        }
    }

    private void round(int messages) throws Exception {
        var left = new AtomicInteger(messages);
        Processes.Cpu before = processes.cpu();
        long start = System.nanoTime();
        List<Long> waits = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Long>>> all = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                all.add(threads.submit((Callable<List<Long>>) () -> send(left)));
            }
            for (Future<List<Long>> each : all) {
                waits.addAll(each.get());
            }
        } catch (ExecutionException failed) {
            System.err.println(failed.getCause().getMessage());
            System.exit(1);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Processes.Cpu used = processes.cpu().minus(before);
        long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%,7d messages of %d results in %5.1f s  %,6.0f/s  cpu each: server %.3f ms, PostgreSQL %.3f ms; half within %.0f ms, 99 of 100 within %.0f ms%n",
                messages,
                RESULTS,
                seconds,
                messages / seconds,
                used.server() / messages,
                used.postgresql() / messages,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6);
    }

    private List<Long> send(AtomicInteger left) throws IOException {
        List<Long> waits = new ArrayList<>();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (left.getAndDecrement() > 0) {
                int number = next.getAndIncrement();
                byte[] text = message(number).getBytes(StandardCharsets.UTF_8);
                byte[] frame = new byte[text.length + 3];
                frame[0] = 0x0B;
                System.arraycopy(text, 0, frame, 1, text.length);
                frame[text.length + 1] = 0x1C;
                frame[text.length + 2] = 0x0D;
                long sent = System.nanoTime();
                out.write(frame);
                String answer = answer(in);
                waits.add(System.nanoTime() - sent);
                if (!answer.contains("MSA|AA|")) {
                    throw new IllegalStateException(answer.replace('\r', '\n'));
                }
            }
        }
        return waits;
    }

    private static String answer(InputStream in) throws IOException {
        byte[] read = new byte[65_536];
        int size = 0;
        while (true) {
            int one = in.read();
            if (one < 0) {
                throw new IOException("the node hung up: " + new String(read, 0, size, StandardCharsets.UTF_8));
            }
            if (one == 0x1C) {
                in.read();
                return new String(Arrays.copyOfRange(read, 1, size), StandardCharsets.UTF_8);
            }
            read[size++] = (byte) one;
        }
    }

    private String message(int number) {
        int patient = number / REPORTS_EACH;
        var text = new StringBuilder()
                .append(
                        "MSH|^~\\&|LIS|%s|TONGMAI|P|20260601%02d%02d%02d||ORU^R01^ORU_R01|%s-%d|P|2.5|||||CHN|UNICODE UTF-8\r"
                                .formatted(INSTITUTION, number / 3600 % 24, number / 60 % 60, number % 60, run, number))
                .append("PID|1||%s-%d^^^%s^MR||测^试%d||19%02d0%d1%d|%s|||^杭州市西湖区文三路%d号||139%08d\r"
                        .formatted(
                                run,
                                patient,
                                INSTITUTION,
                                patient % 997,
                                40 + patient % 60,
                                1 + patient % 9,
                                patient % 10,
                                patient % 2 == 0 ? "M" : "F",
                                patient,
                                patient))
                .append("PV1|1|O|门诊^^^%s||||||||||||||||V%s-%d\r".formatted(INSTITUTION, run, number))
                .append("OBR|1|O%s-%d|R%s-%d|CBC^血常规^L|||20260601080000|||||||||||||||20260601093000||HM|F\r"
                        .formatted(run, number, run, number));
        for (int result = 1; result <= RESULTS; result++) {
            text.append("OBX|%d|NM|I%03d^项目%d^L||%d.%d|mmol/L|3.9-6.1|N|||F|||20260601090000\r"
                    .formatted(result, result, result, 3 + number % 4, result % 10));
        }
        return text.toString();
    }

    /** Every result of the last patient is found by a search. */
    private void check() throws Exception {
        String identifier = run + "-" + (next.get() - 1) / REPORTS_EACH;
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(
                                url + "/fhir/Observation?patient.identifier=" + identifier + "&_summary=count"))
                        .build(),
                BodyHandlers.ofString());
        System.out.println("found: " + answer.body().replaceAll("\\s+", " "));
        int wanted = ((next.get() - 1) % REPORTS_EACH + 1) * RESULTS;
        if (!answer.body().replaceAll("\\s", "").contains("\"total\":" + wanted + ",")) {
            System.err.println("not the " + wanted + " that were acknowledged");
            System.exit(1);
        }
    }
}
