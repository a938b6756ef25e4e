package org.tongmai.person.match;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Sex;

/**
 * Who a source patient is, as its institution registered it, in the form in which registrations are compared.
 *
 * @param compartment the source patient
 * @param names the name borne now first, then former and other names (曾用名); empty where none is known
 * @param birthDate null where unknown or a placeholder
 * @param numbers resident identity numbers, the one in use first
 * @param documents other documents, each as {@code TYPE NUMBER}
 * @param phones digits only, without placeholders
 * @param guardians contact persons, each as {@code name NAME} or {@code phone DIGITS} or {@code number NUMBER}
 * @param order a digest of what was registered: breaks ties alike in whatever order registrations arrived
 */
public record Registration(
        long compartment,
        List<PersonName> names,
        Sex sex,
        @Nullable LocalDate birthDate,
        List<NumberClaim> numbers,
        Set<String> documents,
        Set<String> phones,
        PostalAddress address,
        Set<String> guardians,
        long order) {

    public Registration {
        names = List.copyOf(names);
        numbers = List.copyOf(numbers);
        documents = Set.copyOf(documents);
        phones = Set.copyOf(phones);
        guardians = Set.copyOf(guardians);
    }

    /** The name borne now. */
    public Optional<PersonName> name() {
        return names.stream().findFirst();
    }
}
