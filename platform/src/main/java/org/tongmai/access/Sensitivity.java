package org.tongmai.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/**
 * Special classes of records, which other institutions see only where the resident names them: level 5 of
 * GB/T 39725-2020, 艾滋病防治条例 39, 精神卫生法 4. A resource carries its class in {@code meta.security}.
 */
@SuppressWarnings("ImmutableEnumChecker") // records of text and unmodifiable sets do not change
public enum Sensitivity {
    PSY("精神科", "psychiatric"),
    HIV("艾滋病", "HIV"),
    STD("性病", "sexually transmitted disease"),
    REPRO("生殖", "reproductive"),
    GENETIC("遗传", "genetic");

    /** The code system of {@code meta.security}. */
    public static final String SYSTEM = "https://tongmai.org/fhir/CodeSystem/sensitivity";

    private final Text words;

    Sensitivity(String zh, String en) {
        this.words = new Text(zh, en);
    }

    /** As people read it. */
    public Text words() {
        return words;
    }

    /** The codes of all classes but these. */
    static Set<String> allBut(Set<Sensitivity> named) {
        return Arrays.stream(values())
                .filter(each -> !named.contains(each))
                .map(Sensitivity::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @throws Problem {@code access.unknown-class} */
    static Set<Sensitivity> ofAll(Collection<String> codes) {
        Set<Sensitivity> found = EnumSet.noneOf(Sensitivity.class);
        for (String code : codes) {
            found.add(Arrays.stream(values())
                    .filter(each -> each.name().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new Problem(
                            Problem.Kind.INVALID,
                            "access.unknown-class",
                            "One of the special classes does not exist.",
                            "There are these: " + Arrays.toString(values()) + ".",
                            "Name some of those, or none.")));
        }
        return found;
    }
}
