package org.tongmai.access;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.kernel.Mask;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;

/** What the caller read of one person in another's record, before the two were parted. */
@RestController
@RequestMapping("/api/access/corrections")
final class CorrectionRoutes {

    private static final int COUNT_MAX = 20;

    private final Corrections corrections;
    private final Persons persons;
    private final Looks looks;
    private final InstitutionNames institutions;

    CorrectionRoutes(Corrections corrections, Persons persons, Looks looks, InstitutionNames institutions) {
        this.corrections = corrections;
        this.persons = persons;
        this.looks = looks;
        this.institutions = institutions;
    }

    /** A patient of the reader's own institution: the id, and the name but for its first character hidden. */
    record PatientView(String patient, String name) {}

    /**
     * @param patients of the reader's institution, in whose record the data stood
     * @param read the institutions whose data did not belong there
     */
    record CorrectionView(
            String id,
            Instant at,
            long looks,
            Instant first,
            Instant last,
            List<PatientView> patients,
            List<InstitutionName> read,
            @Nullable Instant seenAt) {}

    record CorrectionList(
            List<CorrectionView> corrections,
            long waiting,
            @Nullable String next) {}

    /** The newest first; {@code next} goes into {@code before}. */
    @GetMapping
    CorrectionList corrections(@RequestParam @Nullable Long before, @RequestParam(defaultValue = "20") int count) {
        Caller caller = Callers.current();
        int most = Math.clamp(count, 1, COUNT_MAX);
        List<Correction> found = corrections.of(caller, before == null ? Long.MAX_VALUE : before, most);
        Set<Long> about = new HashSet<>();
        found.forEach(each -> {
            about.addAll(each.read());
            about.addAll(each.from());
        });
        Map<Long, Identity> identities = persons.identities(about);
        List<CorrectionView> views = found.stream()
                .map(each -> view(each, own(caller, each, identities), identities))
                .toList();
        looks.identified(
                caller,
                caller.role() == Role.RESIDENT ? Purpose.SELF : Purpose.CARE,
                "page",
                found.stream()
                        .flatMap(each -> own(caller, each, identities).stream())
                        .map(Identity::compartment)
                        .distinct()
                        .toList());
        return new CorrectionList(
                views,
                corrections.waiting(caller),
                found.size() < most ? null : Long.toString(found.getLast().parting()));
    }

    /** The reader takes note of one; again does nothing. */
    @PostMapping("/{id}/seen")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void seen(@PathVariable String id) {
        try {
            corrections.see(Callers.current(), Long.parseLong(id));
        } catch (NumberFormatException noNumber) {
            throw Corrections.unknown();
        }
    }

    private CorrectionView view(Correction each, List<Identity> own, Map<Long, Identity> identities) {
        return new CorrectionView(
                Long.toString(each.parting()),
                each.at(),
                each.looks(),
                each.first(),
                each.last(),
                own.stream()
                        .map(identity -> new PatientView(identity.patient(), Mask.name(identity.name())))
                        .toList(),
                named(each.read(), identities),
                each.seenAt());
    }

    /** Those that the caller's institution registered, and still are. */
    private static List<Identity> own(Caller caller, Correction each, Map<Long, Identity> identities) {
        return new TreeSet<>(each.from())
                .stream()
                        .map(identities::get)
                        .filter(Objects::nonNull)
                        .filter(identity -> caller.institution() != null
                                && caller.institution().equals(identity.institution()))
                        .toList();
    }

    private List<InstitutionName> named(Collection<Long> compartments, Map<Long, Identity> identities) {
        return compartments.stream()
                .map(identities::get)
                .filter(Objects::nonNull)
                .map(Identity::institution)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .map(institutions::named)
                .toList();
    }
}
