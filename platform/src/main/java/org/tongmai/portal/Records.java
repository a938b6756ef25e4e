package org.tongmai.portal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Category;
import org.tongmai.access.Decision;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.Looks;
import org.tongmai.access.OneTime;
import org.tongmai.access.Purpose;
import org.tongmai.access.RequestStatus;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;

/** One person's record for one caller: decided first, then read, then traced, then shown. */
final class Records {

    private static final String INTERACTION = "page";

    /** What a resident has answered, or taken back. */
    private static final Set<String> SAID_NO = Set.of("refused", "revoked");

    private final Access access;
    private final Looks looks;
    private final Charts charts;
    private final BooleanSupplier connected;

    /** @param connected whether this node asks other provinces */
    Records(Access access, Looks looks, Charts charts, BooleanSupplier connected) {
        this.access = access;
        this.looks = looks;
        this.charts = charts;
        this.connected = connected;
    }

    /**
     * The head of a record.
     *
     * @param withheld whether something may lie beyond what is shown
     * @param denied whether a rule of the resident denies the caller something: neither what nor whether there is any of it
     * @param once whether the resident allows one look at what other institutions have, which is had by asking for it
     */
    record Header(
            String patient,
            @Nullable String person,
            String name,
            @Nullable String gender,
            @Nullable String birthDate,
            @Nullable String identifierTail,
            List<Text> allergies,
            List<Source> sources,
            RequestStatus access,
            boolean withheld,
            boolean denied,
            boolean once,
            boolean connected) {}

    /**
     * Where a part of the record comes from. Of what is withheld only this much is told, that there is some: neither
     * whose nor how much.
     */
    record Source(
            @Nullable InstitutionName institution,
            @Nullable String patient,
            @Nullable Instant lastAt,
            @Nullable Integer count,
            String state) {

        static final Source WITHHELD = new Source(null, null, null, null, "withheld");
    }

    /** A page of the timeline. {@code next} is what to pass as {@code before} for the one after it. */
    record Timeline(List<Entry> entries, @Nullable String next) {}

    /**
     * @param refresh an open page asks by itself: traced as a look, and never as a doctor who came again
     * @throws Problem {@code portal.not-in-care}
     */
    Header header(Caller caller, String patient, boolean refresh) {
        long compartment = charts.compartmentOf(patient).orElseThrow(Records::notInCare);
        return header(caller, compartment, decided(caller, compartment, interaction(refresh), false), refresh);
    }

    /** The caller's own record. */
    Header header(Caller resident) {
        long compartment = own(resident);
        return header(resident, compartment, decided(resident, compartment, INTERACTION, false), false);
    }

    Timeline timeline(
            Caller caller,
            String patient,
            @Nullable Category category,
            @Nullable String institution,
            @Nullable String before,
            int count,
            boolean refresh) {
        long compartment = charts.compartmentOf(patient).orElseThrow(Records::notInCare);
        return timeline(
                caller,
                decided(caller, compartment, interaction(refresh), false),
                compartment,
                category,
                institution,
                before,
                count,
                refresh);
    }

    Timeline timeline(
            Caller resident,
            @Nullable Category category,
            @Nullable String institution,
            @Nullable String before,
            int count) {
        long compartment = own(resident);
        return timeline(
                resident,
                decided(resident, compartment, INTERACTION, false),
                compartment,
                category,
                institution,
                before,
                count,
                false);
    }

    /**
     * What other institutions have, for the one look that the resident allows; it is used up by this, and there is no second page.
     *
     * @throws Problem {@code portal.not-in-care}, {@code portal.no-look-left}, {@code access.look-used}
     */
    Timeline onlyLook(Caller doctor, String patient, int count) {
        long compartment = charts.compartmentOf(patient).orElseThrow(Records::notInCare);
        Decision decision = decided(doctor, compartment, INTERACTION, true);
        OneTime once = decision.once();
        if (once == null || decision.others().isEmpty()) {
            looks.refused(doctor, Access.purposeOf(doctor), INTERACTION, compartment);
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "portal.no-look-left",
                    "The resident allows no look at what other institutions have, or it was had.",
                    "A rule for one look is used up by the first.",
                    "Ask the resident for consent.");
        }
        Set<Long> others = new HashSet<>(decision.others());
        Chart chart = charts.chart(others, decision.scope());
        Map<Long, InstitutionName> institutions = charts.institutions(others);
        List<Chart.Item> items = chart.items().stream().limit(count).toList();
        List<Entry> entries = items.stream()
                .map(item -> chart.entry(item, institutions.get(item.compartment())))
                .toList();
        List<Fact> shown =
                items.stream().flatMap(item -> chart.shownBy(item).stream()).toList();
        looks.shown(doctor, Access.purposeOf(doctor), INTERACTION, others, shown, once);
        return new Timeline(entries, null);
    }

    private Header header(Caller caller, long compartment, Decision decision, boolean refresh) {
        Set<Long> visible = visible(decision);
        Map<Long, Fact> patients = charts.patients(visible);
        Fact patient = patients.get(compartment);
        if (patient == null) {
            throw notInCare();
        }
        Chart chart = charts.chart(visible, decision.scope());
        List<Chart.Item> allergies = chart.items().stream()
                .filter(item -> item.category() == Category.ALLERGIES)
                .toList();
        Identity identity = Identity.of(patient.tree());
        Header header = new Header(
                patient.id(),
                access.person(compartment).orElse(null),
                identity.name(),
                identity.gender(),
                identity.birthDate(),
                identity.identifierTail(),
                allergies.stream()
                        .map(item -> Kinds.title(item.type(), item.resource()))
                        .distinct()
                        .toList(),
                sources(chart, patients, decision),
                Objects.requireNonNullElse(decision.request(), RequestStatus.OWN_ONLY),
                decision.withheld(),
                decision.denied(),
                decision.once() != null,
                connected.getAsBoolean());
        List<Fact> shown = new ArrayList<>(patients.values());
        allergies.forEach(item -> shown.addAll(chart.shownBy(item)));
        looks.shown(caller, Access.purposeOf(caller), interaction(refresh), Set.of(compartment), shown);
        if (!refresh && SAID_NO.contains(header.access().state())) {
            // the resident said no: that the doctor came again and did not get it is part of what she sees
            looks.refused(caller, Access.purposeOf(caller), Looks.ELSEWHERE, compartment);
        }
        return header;
    }

    private List<Source> sources(Chart chart, Map<Long, Fact> patients, Decision decision) {
        Map<Long, InstitutionName> institutions = charts.institutions(patients.keySet());
        List<Source> sources = new ArrayList<>();
        patients.forEach((compartment, patient) -> {
            List<Chart.Item> items = chart.items().stream()
                    .filter(item -> item.compartment() == compartment)
                    .toList();
            sources.add(new Source(
                    institutions.get(compartment),
                    patient.id(),
                    items.isEmpty() ? null : items.getFirst().at(),
                    items.size(),
                    "shown"));
        });
        if (decision.withheld() && decision.others().isEmpty()) {
            sources.add(Source.WITHHELD);
        }
        return sources;
    }

    private Timeline timeline(
            Caller caller,
            Decision decision,
            long compartment,
            @Nullable Category category,
            @Nullable String institution,
            @Nullable String before,
            int count,
            boolean refresh) {
        Set<Long> visible = visible(decision);
        Map<Long, InstitutionName> institutions = charts.institutions(visible);
        Collection<Long> asked = from(institution, visible, institutions);
        if (asked.isEmpty()) {
            if (refresh) {
                looks.shown(caller, Access.purposeOf(caller), Looks.REFRESH, Set.of(compartment), List.of());
            } else {
                looks.refused(caller, Access.purposeOf(caller), INTERACTION, compartment);
            }
            throw notAllowed();
        }
        Chart chart = charts.chart(asked, decision.scope());
        List<Chart.Item> wanted = chart.items().stream()
                .filter(item -> category == null || item.category() == category)
                .filter(item -> before == null || Place.of(item).after(Place.parse(before)))
                .limit(count + 1L)
                .toList();
        List<Chart.Item> page = wanted.subList(0, Math.min(count, wanted.size()));
        List<Entry> entries = page.stream()
                .map(item -> chart.entry(item, institutions.get(item.compartment())))
                .toList();
        List<Fact> shown =
                page.stream().flatMap(item -> chart.shownBy(item).stream()).toList();
        looks.shown(caller, Access.purposeOf(caller), interaction(refresh), Set.of(compartment), shown);
        return new Timeline(
                entries, wanted.size() > count ? Place.of(page.getLast()).text() : null);
    }

    private Decision decided(Caller caller, long compartment, String interaction, boolean once) {
        Purpose purpose = Access.purposeOf(caller);
        Decision decision =
                once ? access.decideLook(caller, purpose, compartment) : access.decide(caller, purpose, compartment);
        if (!decision.allowed() || !visible(decision).contains(compartment)) {
            looks.refused(caller, purpose, interaction, compartment);
            throw notInCare();
        }
        return decision;
    }

    private static String interaction(boolean refresh) {
        return refresh ? Looks.REFRESH : INTERACTION;
    }

    private static Set<Long> visible(Decision decision) {
        Set<Long> visible = new HashSet<>(decision.own());
        visible.addAll(decision.others());
        return visible;
    }

    private static Collection<Long> from(
            @Nullable String institution, Set<Long> visible, Map<Long, InstitutionName> institutions) {
        return institution == null
                ? visible
                : visible.stream()
                        .filter(each -> {
                            InstitutionName named = institutions.get(each);
                            return named != null && named.code().equals(institution);
                        })
                        .toList();
    }

    private static long own(Caller resident) {
        Long compartment = resident.compartment();
        if (compartment == null) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "portal.no-own-record",
                    "This account has no record of its own.",
                    "Only residents' accounts are bound to a person.",
                    "Sign in as a resident.");
        }
        return compartment;
    }

    /** The same whether the institution holds something or not, so that it tells nothing. */
    private static Problem notAllowed() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "portal.not-allowed",
                "You may not see records of this institution.",
                "The resident has not allowed it, or has revoked it.",
                "Ask the resident for consent.");
    }

    /** The same whether there is no such patient or none in care, so that it tells nothing. */
    private static Problem notInCare() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "portal.not-in-care",
                "This patient is not in care at your institution.",
                "A doctor sees patients with an encounter, open or recent, at the doctor's own institution.",
                "Register the visit first.");
    }
}
