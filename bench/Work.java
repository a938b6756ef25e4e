import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The kinds of work, and what answer each must get. */
final class Work {

    /** Kinds that need patients loaded. */
    static final List<String> READING = List.of("create", "read", "search", "identifier", "name", "everything");

    private static final String OBSERVATION = """
            {"resourceType":"Observation","status":"final","category":[{"coding":[{"system":\
            "http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital signs"}]}],\
            "code":{"coding":[{"system":"http://loinc.org","code":"41909-3","display":"Deprecated Body mass index"}]},\
            "subject":{"reference":"Patient/%s"},"effectiveDateTime":"2026-%02d-%02dT%02d:09:53+08:00",\
            "valueQuantity":{"value":%d.%d,"unit":"kg/m2","system":"http://unitsofmeasure.org","code":"kg/m2"}}""";

    private final int page;
    final List<Resident> residents = Collections.synchronizedList(new ArrayList<>());

    /** @param page resources that a page of {@code $everything} should hold */
    Work(int page) {
        this.page = page;
    }

    /** Bundles to post, each once. */
    Supplier<Job> bundles(List<Template> templates, int repetition) {
        Iterator<Template> queue = templates.iterator();
        return () -> {
            Template template;
            synchronized (queue) {
                if (!queue.hasNext()) {
                    return null;
                }
                template = queue.next();
            }
            byte[] body = template.body(repetition);
            return http -> post(http, template, repetition, body);
        };
    }

    private Job.Done post(Http http, Template template, int repetition, byte[] body) throws java.io.IOException {
        http.post("", body, body.length);
        check(http, 200);
        Answer answer = Answer.of(http, true);
        if (answer.entries() != template.entries() || answer.failed() > 0) {
            throw new Job.Wrong(
                    answer.entries() + " of " + template.entries() + " entries answered, " + answer.failed()
                            + " refused, of " + template.file().getFileName(),
                    http);
        }
        if (template.transaction()) {
            residents.add(template.resident(repetition, answer.ids()));
        }
        return new Job.Done(1, answer.entries(), (long) body.length + http.length);
    }

    Supplier<Job> reading(String kind) {
        List<Resident> all = List.copyOf(residents);
        if (all.isEmpty()) {
            throw new IllegalStateException(
                    "no patient is loaded; run ingest first, or name the --keep of the run that did");
        }
        List<Resident> searched =
                all.stream().filter(one -> !one.searches().isEmpty()).toList();
        return switch (kind) {
            case "create" -> () -> create(any(all));
            case "read" -> () -> read(any(any(all).sample()));
            case "search" ->
                () -> {
                    Resident one = any(searched);
                    Resident.Search search = any(one.searches());
                    return search(
                            "/Observation?patient=" + one.patient() + "&code=" + escaped(search.code()), search.hits());
                };
            case "identifier" -> () -> search("/Patient?identifier=" + escaped(any(all).identifier()), 1);
            case "name" -> names(all);
            case "everything" -> everything(all);
            default -> throw new IllegalArgumentException("no such work: " + kind);
        };
    }

    private static Job create(Resident resident) {
        Random random = ThreadLocalRandom.current();
        byte[] body = OBSERVATION
                .formatted(
                        resident.patient(),
                        1 + random.nextInt(12),
                        10 + random.nextInt(18),
                        random.nextInt(24),
                        18 + random.nextInt(20),
                        random.nextInt(10))
                .getBytes(StandardCharsets.UTF_8);
        return http -> {
            http.post("/Observation", body, body.length);
            check(http, 201);
            if (!Answer.relative(http.location).startsWith("Observation/")) {
                throw new Job.Wrong("no Location", http);
            }
            resident.created().incrementAndGet();
            return new Job.Done(1, 1, (long) body.length + http.length);
        };
    }

    private static Job read(String reference) {
        byte[] id = ("\"" + reference.substring(reference.indexOf('/') + 1) + "\"").getBytes(StandardCharsets.UTF_8);
        return http -> {
            http.get("/" + reference);
            check(http, 200);
            if (!contains(http, id)) {
                throw new Job.Wrong("another resource than " + reference, http);
            }
            return new Job.Done(1, 1, http.length);
        };
    }

    private static Job search(String target, int hits) {
        return http -> {
            http.get(target);
            check(http, 200);
            Answer answer = Answer.of(http, false);
            if (answer.total() >= 0 && answer.total() != hits || answer.next() == null && answer.matches() != hits) {
                throw new Job.Wrong(
                        target + " must have " + hits + " hits, has total " + answer.total() + " and "
                                + answer.matches() + " entries",
                        http);
            }
            return new Job.Done(1, answer.entries(), http.length);
        };
    }

    private static Supplier<Job> names(List<Resident> all) {
        int[] hits = all.stream()
                .mapToInt(one -> (int) all.stream()
                        .filter(other -> other.birthDate().equals(one.birthDate())
                                && plain(other.family()).startsWith(plain(one.family())))
                        .count())
                .toArray();
        return () -> {
            int i = ThreadLocalRandom.current().nextInt(all.size());
            Resident one = all.get(i);
            return search("/Patient?family=" + escaped(one.family()) + "&birthdate=" + one.birthDate(), hits[i]);
        };
    }

    /** In what form family names are compared: by their beginning, without case and accents. */
    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
    }

    /** All pages of a record; the first time around, each resource of the patient's Bundle must be in it. */
    private Supplier<Job> everything(List<Resident> all) {
        var turn = new AtomicInteger();
        var known = new java.util.concurrent.ConcurrentHashMap<String, Integer>();
        List<Resident> order = new ArrayList<>(all);
        Collections.shuffle(order, new Random(7));
        return () -> {
            Resident one = order.get(turn.getAndIncrement() % order.size());
            return http -> {
                var found = new ArrayList<String>();
                boolean first = !known.containsKey(one.patient());
                int pages = 0;
                int entries = 0;
                long bytes = 0;
                String next = "/Patient/" + one.patient() + "/$everything?_count=" + page;
                while (next != null) {
                    http.get(next);
                    check(http, 200);
                    Answer answer = Answer.of(http, first);
                    found.addAll(answer.ids());
                    pages++;
                    entries += answer.entries();
                    bytes += http.length;
                    next = answer.next();
                }
                int missing = first ? one.missing(found) : 0;
                int before = known.merge(one.patient(), entries, (a, b) -> a);
                if (missing > 0
                        || entries != before
                        || entries < one.ids().length + one.created().get()) {
                    throw new Job.Wrong(
                            "$everything has " + entries + " resources, before " + before + ", at least "
                                    + (one.ids().length + one.created().get()) + " are due, and " + missing
                                    + " of the Bundle are missing",
                            http);
                }
                return new Job.Done(pages, entries, bytes);
            };
        };
    }

    private static void check(Http http, int status) {
        if (http.status != status) {
            throw new Job.Wrong("status must be " + status, http);
        }
    }

    private static boolean contains(Http http, byte[] wanted) {
        byte[] body = http.body;
        outer:
        for (int i = 0; i <= http.length - wanted.length; i++) {
            for (int j = 0; j < wanted.length; j++) {
                if (body[i + j] != wanted[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }

    private static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static <T> T any(List<T> values) {
        return values.get(ThreadLocalRandom.current().nextInt(values.size()));
    }
}
