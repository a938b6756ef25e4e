import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it costs to issue and to verify health codes, over HTTP, against a node with {@code --auth none}: requests a second, and
 * processor time of the server and its PostgreSQL for each. Fails where a code is not accepted once and refused the second time.
 *
 * <p>{@code java bench/HealthCode.java URL DATA [residents] [passes] [clients]}. One code of each resident in a pass, since a newer one
 * ends those before.
 */
final class HealthCode {

    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern TEXT = Pattern.compile("\"text\":\"([^\"]+)\"");

    private final String url;
    private final int clients;
    private final Processes processes;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HealthCode(String url, String data, int clients) throws IOException {
        this.url = url;
        this.clients = clients;
        var roots = new LinkedHashSet<>(Processes.listening(URI.create(url).getPort()));
        roots.add(Long.parseLong(Files.readAllLines(Path.of(data, "postgresql", "postmaster.pid"))
                .getFirst()
                .strip()));
        this.processes = new Processes(roots);
    }

    public static void main(String[] args) throws Exception {
        int residents = args.length > 2 ? Integer.parseInt(args[2]) : 5_000;
        int passes = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        int clients = args.length > 4 ? Integer.parseInt(args[4]) : 64;
        var bench = new HealthCode(args[0].replaceFirst("/+$", ""), args[1], clients);
        List<Integer> people = new ArrayList<>();
        for (int i = 0; i < residents; i++) {
            people.add(i);
        }
        String run = Long.toString(System.nanoTime(), 36);
        List<String> patients = bench.all(
                "register",
                people,
                i -> find(ID, bench.post("/fhir/Patient", """
                {"resourceType":"Patient","gender":"female","birthDate":"19%02d-0%d-1%d","name":[{"text":"测试%s%d"}]}""".formatted(40 + i % 60, 1 + i % 9, i % 10, run, i))));
        bench.awaitIndexed(patients);
        List<String> codes = bench.all(
                "apply",
                patients,
                patient -> find(ID, bench.post("/api/health-code/codes", "{\"patient\":\"" + patient + "\"}")));
        for (int pass = 0; pass < passes; pass++) {
            List<String> texts = bench.all(
                    "issue",
                    codes,
                    code -> find(TEXT, bench.post("/api/health-code/codes/" + code + "/dynamic", "{}")));
            Collections.shuffle(texts);
            bench.verify("verify", texts, true);
            bench.verify("replay", texts.subList(0, Math.min(2_000, texts.size())), false);
        }
    }

    /** A patient has a person when the index has read it. */
    private void awaitIndexed(List<String> patients) throws Exception {
        long patience = System.nanoTime() + 60_000_000_000L;
        for (String patient : patients) {
            while (true) {
                try {
                    post("/api/health-code/codes", "{\"patient\":\"" + patient + "\"}");
                    break;
                } catch (IllegalStateException notYet) {
                    if (System.nanoTime() > patience) {
                        throw notYet;
                    }
                    Thread.sleep(100);
                }
            }
        }
    }

    private void verify(String name, List<String> texts, boolean accepted) throws Exception {
        List<String> answers = all(name, texts, text -> post("/api/health-code/verify", "{\"text\":\"" + text + "\"}"));
        for (String answer : answers) {
            boolean right = accepted
                    ? answer.contains("\"accepted\":true")
                    : answer.contains("REPLAYED") || answer.contains("EXPIRED");
            if (!right) {
                System.err.println("wrong: " + answer);
                System.exit(1);
            }
        }
    }

    private <T> List<String> all(String name, List<T> items, Function<T, String> work) throws Exception {
        Processes.Cpu before = processes.cpu();
        long start = System.nanoTime();
        List<String> results = new ArrayList<>();
        try (var threads =
                Executors.newFixedThreadPool(clients, Thread.ofVirtual().factory())) {
            List<Future<String>> futures = new ArrayList<>();
            for (T item : items) {
                futures.add(threads.submit(() -> work.apply(item)));
            }
            for (Future<String> future : futures) {
                results.add(future.get());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Processes.Cpu used = processes.cpu().minus(before);
        System.out.printf(
                "%-8s %,7d in %6.1f s  %,7.0f/s  cpu each: server %.3f ms, PostgreSQL %.3f ms%n",
                name,
                items.size(),
                seconds,
                items.size() / seconds,
                used.server() / items.size(),
                used.postgresql() / items.size());
        return results;
    }

    private String post(String path, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .header(
                                    "Content-Type",
                                    path.startsWith("/fhir") ? "application/fhir+json" : "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(path + " " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("nothing found in " + text);
        }
        return found.group(1);
    }
}
