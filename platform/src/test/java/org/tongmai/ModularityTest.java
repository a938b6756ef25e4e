package org.tongmai;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** Lower packages know nothing of higher ones, none form a ring, and the README's map says the same. */
class ModularityTest {

    /** The server alone: the simulator is a program beside it that the command line starts. */
    private static final ImportOption PLATFORM =
            location -> !location.contains("/test-classes/") && !location.contains("/simulator/");

    private static final ApplicationModules MODULES = ApplicationModules.of(Tongmai.class, PLATFORM);

    /** A line of the map: {@code | `person` | what it is | kernel, store | }. */
    private static final Pattern LINE = Pattern.compile("^\\| `(\\w+)` \\|[^|]*\\|([^|]*)\\|\\s*$", Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("[a-z]+");

    @Test
    void thePackagesKeepToWhatTheyMayUse() {
        MODULES.verify();
    }

    @Test
    void theRulesSawTheClassesOfEveryPackage() throws IOException {
        Set<String> packages;
        try (Stream<Path> paths = Files.list(Path.of("src/main/java/org/tongmai"))) {
            packages = paths.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .collect(toCollection(TreeSet::new));
        }

        assertThat(declared().keySet()).isEqualTo(packages);
        MODULES.forEach(module -> assertThat((Iterable<?>) module.getBasePackage())
                .as(module.getIdentifier().toString())
                .hasSizeGreaterThan(1));
    }

    @Test
    void theMapInTheReadmeSaysTheSame() throws IOException {
        Path readme = Path.of("../README.md");
        if (!Files.exists(readme)) {
            return;
        }

        Map<String, Set<String>> map = new TreeMap<>();
        Matcher lines = LINE.matcher(Files.readString(readme));
        while (lines.find()) {
            Set<String> uses = new TreeSet<>();
            Matcher words = WORD.matcher(lines.group(2));
            while (words.find()) {
                uses.add(words.group());
            }
            map.put(lines.group(1), uses);
        }

        assertThat(map).isEqualTo(declared());
    }

    /** What each package may use, as its package-info says; a named interface ({@code directory :: terminology}) is of its module. */
    private static Map<String, Set<String>> declared() {
        Map<String, Set<String>> declared = new TreeMap<>();
        MODULES.forEach(module -> module.getBasePackage()
                .getAnnotation(ApplicationModule.class)
                .ifPresent(words -> declared.put(
                        module.getIdentifier().toString(),
                        Arrays.stream(words.allowedDependencies())
                                .map(each -> each.replaceFirst(" ::.*", ""))
                                .collect(toCollection(TreeSet::new)))));
        return declared;
    }
}
