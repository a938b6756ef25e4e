package org.tongmai.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tongmai.store.Part;
import org.tongmai.store.Scope.Grant;

/**
 * That a caller acts for another person in this request: the caller's source patient is then the ward's.
 *
 * @param withheld special classes that are kept from the caller
 */
public record Acting(Proxy.Ground ground, Proxy.Level level, Set<Sensitivity> withheld) {

    /** Label of records sealed in a dispute (医疗纠纷预防和处理条例 24): opened with both sides there, and to no proxy. */
    static final String SEALED = "SEALED";

    /** Labels by which something may be kept from whoever acts for another. */
    static final Set<String> KEPT_BACK = Stream.concat(
                    Stream.of(Sensitivity.values()).map(Enum::name), Stream.of(SEALED))
            .collect(Collectors.toUnmodifiableSet());

    public Acting {
        withheld = Set.copyOf(withheld);
    }

    /** What of these records is kept from the caller. */
    List<Grant> keptBack(Set<Long> compartments) {
        Set<String> labels = withheld.stream().map(Enum::name).collect(Collectors.toCollection(HashSet::new));
        labels.add(SEALED);
        return List.of(new Grant(compartments, Part.labelled(labels)));
    }

    /** Whether it may be told that these classes are spoken of. */
    boolean mayKnowOf(Set<Sensitivity> classes) {
        return classes.stream().noneMatch(withheld::contains);
    }
}
