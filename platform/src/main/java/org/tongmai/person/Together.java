package org.tongmai.person;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who stands already with each side of a pair: whoever joins the two joins all of these.
 *
 * @param members of each side its whole person
 * @param others of each side the first of the others
 * @param known these others
 */
record Together(Map<Long, Set<Long>> members, Map<Long, List<Long>> others, Map<Long, Identity> known) {

    /** Of the others of a person, those shown; their number is told. */
    private static final int SHOWN_MOST = 20;

    /**
     * @param count registrations of the person, this one included
     * @param others the first of the others
     */
    record Body(int count, List<OtherBody> others) {}

    /** One of the others, as far as a steward needs it to know whom a decision is about. */
    record OtherBody(
            String patient,
            PersonRoutes.@Nullable InstitutionBody institution,
            String name,
            @Nullable LocalDate birthDate,
            @Nullable String identifierTail) {}

    static Together of(Map<Long, Set<Long>> members, Function<Collection<Long>, Map<Long, Identity>> identities) {
        var others = new HashMap<Long, List<Long>>();
        members.forEach((side, all) -> others.put(
                side,
                all.stream()
                        .filter(each -> !each.equals(side))
                        .sorted()
                        .limit(SHOWN_MOST)
                        .toList()));
        Set<Long> shown = others.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        return new Together(members, others, identities.apply(shown));
    }

    Body with(Identity side, PersonRoutes.Named named) {
        long compartment = side.compartment();
        return new Body(
                members.getOrDefault(compartment, Set.of(compartment)).size(),
                others.getOrDefault(compartment, List.of()).stream()
                        .map(known::get)
                        .filter(Objects::nonNull)
                        .map(other -> new OtherBody(
                                other.patient(),
                                named.institution(other.institution()),
                                other.name(),
                                other.registration().birthDate(),
                                other.identifierTail().orElse(null)))
                        .toList());
    }
}
