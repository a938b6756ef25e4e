package org.tongmai.access;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.person.Identity;
import org.tongmai.person.Parting;
import org.tongmai.person.Persons;

/** Registrations that were parted, each with those who read one through the other while they stood together. */
@RestController
final class PartingRoutes {

    private static final int COUNT_MAX = 20;

    private final Persons persons;
    private final MisledReaders misled;
    private final Looks looks;
    private final InstitutionNames institutions;

    PartingRoutes(Persons persons, MisledReaders misled, Looks looks, InstitutionNames institutions) {
        this.persons = persons;
        this.misled = misled;
        this.looks = looks;
        this.institutions = institutions;
    }

    /** A registration by its id and institution; of somebody nothing else is told here. */
    record RegistrationView(String patient, @Nullable InstitutionName institution) {}

    record ReaderView(
            String account,
            String name,
            Role role,
            @Nullable InstitutionName institution,
            boolean automatic,
            long looks,
            Instant first,
            Instant last,
            List<RegistrationView> read) {}

    record PartingView(
            String id,
            Instant since,
            Instant at,
            String decidedBy,
            List<RegistrationView> ones,
            List<RegistrationView> others,
            List<ReaderView> readers,
            boolean whole) {}

    record Partings(List<PartingView> partings, @Nullable String next) {}

    /** The newest first; {@code next} goes into {@code before}. */
    @GetMapping("/api/access/partings")
    Partings partings(@RequestParam @Nullable Long before, @RequestParam(defaultValue = "20") int count) {
        int most = Math.clamp(count, 1, COUNT_MAX);
        List<Parting> partings = persons.partings(before == null ? Long.MAX_VALUE : before, most);
        Set<Long> about = new HashSet<>();
        partings.forEach(parting -> {
            about.addAll(parting.ones());
            about.addAll(parting.others());
        });
        Map<Long, Identity> identities = persons.identities(about);
        looks.identified(Callers.current(), Purpose.SUPERVISION, "page", identities.keySet());
        return new Partings(
                partings.stream().map(parting -> view(parting, identities)).toList(),
                partings.size() < most ? null : Long.toString(partings.getLast().number()));
    }

    private PartingView view(Parting parting, Map<Long, Identity> identities) {
        MisledReaders.Readers readers = misled.of(parting);
        return new PartingView(
                Long.toString(parting.number()),
                parting.since(),
                parting.at(),
                parting.decidedBy(),
                registrations(parting.ones(), identities),
                registrations(parting.others(), identities),
                readers.readers().stream().map(each -> view(each, identities)).toList(),
                readers.whole());
    }

    private ReaderView view(MisledReaders.Reader reader, Map<Long, Identity> identities) {
        return new ReaderView(
                reader.account(),
                reader.name(),
                reader.role(),
                named(reader.institution()),
                reader.automatic(),
                reader.looks(),
                reader.first(),
                reader.last(),
                registrations(reader.compartments(), identities));
    }

    /** Those that are no more are left out. */
    private List<RegistrationView> registrations(Collection<Long> compartments, Map<Long, Identity> identities) {
        return new TreeSet<>(compartments)
                .stream()
                        .filter(identities::containsKey)
                        .map(identities::get)
                        .map(identity -> new RegistrationView(identity.patient(), named(identity.institution())))
                        .toList();
    }

    private @Nullable InstitutionName named(@Nullable String institution) {
        return institution == null ? null : institutions.named(institution);
    }
}
