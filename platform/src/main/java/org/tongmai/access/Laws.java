package org.tongmai.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The statutory rules of a day: dated data of a file. The operator's file in the data directory, {@code laws.json}, stands in
 * place of ours and is read again when it changes. Old versions stay in it, so that old looks can be explained.
 */
final class Laws {

    static final String FILE = "laws.json";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path operators;
    private final Clock clock;
    private volatile @Nullable Read last;

    Laws(Path data, Clock clock) {
        this.operators = data.resolve(FILE);
        this.clock = clock;
    }

    private record Read(FileTime changed, List<Law> laws) {}

    /** Those in force on a day, by id; of each the newest version. @throws Problem {@code access.laws-unreadable} */
    List<Law> inForce(LocalDate day) {
        return all().stream()
                .filter(each -> each.inForce(day))
                .collect(Collectors.groupingBy(Law::id, Collectors.maxBy(Comparator.comparingInt(Law::version))))
                .values()
                .stream()
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Law::id))
                .toList();
    }

    /** The rule in this version, if it is in force today. */
    Optional<Law> inForce(String id, int version) {
        LocalDate today = today();
        return all().stream()
                .filter(each -> each.id().equals(id) && each.version() == version && each.inForce(today))
                .findFirst();
    }

    /** The rule of this id that is in force today. */
    Optional<Law> inForce(String id) {
        return inForce(today()).stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /**
     * Why a look by law was allowed.
     *
     * @param named as it stands in the look: {@code id@version}, and what may follow after a space
     */
    Text words(@Nullable String named) {
        String reference = named == null ? "" : named.split(" ", 2)[0];
        return all().stream()
                .filter(each -> each.reference().equals(reference))
                .findFirst()
                .map(Law::words)
                .orElse(Basis.LAW.words());
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Treatments.ZONE);
    }

    private List<Law> all() {
        try {
            boolean theirs = Files.exists(operators);
            FileTime changed = theirs ? Files.getLastModifiedTime(operators) : FileTime.fromMillis(0);
            Read known = last;
            if (known == null || !known.changed().equals(changed)) {
                try (InputStream in = theirs
                        ? Files.newInputStream(operators)
                        : Objects.requireNonNull(Laws.class.getResourceAsStream(FILE))) {
                    known = new Read(changed, read(in));
                }
                last = known;
            }
            return known.laws();
        } catch (IOException | RuntimeException unreadable) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "access.laws-unreadable",
                    "The statutory rules cannot be read.",
                    "The file " + FILE + " of this node is not as it must be, so nobody reads by law.",
                    "The operator mends the file.");
        }
    }

    private static List<Law> read(InputStream in) {
        List<Law> laws =
                JSON.readTree(in).path("laws").valueStream().map(Laws::law).toList();
        Set<String> known = new HashSet<>();
        if (!laws.stream().allMatch(each -> known.add(each.reference()))) {
            throw new IllegalArgumentException("a version of a law stands there twice");
        }
        return laws;
    }

    private static Law law(JsonNode node) {
        JsonNode until = node.path("until");
        return new Law(
                node.path("id").stringValue(),
                node.path("version").intValue(),
                LocalDate.parse(node.path("from").stringValue()),
                until.isString() ? LocalDate.parse(until.stringValue()) : null,
                node.path("verified").booleanValue(),
                text(node.path("title")),
                text(node.path("law")),
                Purpose.valueOf(node.path("purpose").stringValue()),
                Role.valueOf(node.path("role").stringValue()),
                Set.copyOf(strings(node.path("kinds"))),
                Law.Place.valueOf(node.path("place").stringValue()),
                categories(strings(node.path("categories"))),
                Sensitivity.ofAll(strings(node.path("classes"))),
                node.path("careDays").intValue(),
                node.path("hours").intValue(),
                Law.Tell.valueOf(node.path("tell").stringValue()),
                node.path("tellDays").intValue(),
                node.path("document").booleanValue(),
                node.path("confirm").booleanValue(),
                node.path("overDenial").booleanValue());
    }

    /** Named one by one: a law that names none lets nothing be read. */
    private static Set<Category> categories(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a law names what may be read");
        }
        return Category.ofAll(words);
    }

    private static Text text(JsonNode node) {
        return new Text(node.path("zh").stringValue(), node.path("en").stringValue());
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }
}
