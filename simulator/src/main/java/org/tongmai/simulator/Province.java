package org.tongmai.simulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A simulated province: residents, institutions, and what the institutions send about the residents. Equal settings give
 * byte-identical output. People and plans are held in memory, records are drawn while they are read.
 */
public final class Province {

    private static final Comparator<PlannedVisit> ORDER = Comparator.comparingLong(PlannedVisit::startSecond)
            .thenComparing(visit -> visit.patient().localId());

    private final ProvinceSettings settings;
    private final List<Institution> institutions;
    private final List<Resident> residents;
    private final Truth truth;
    private final Map<String, List<PlannedVisit>> plans;
    private final List<NotifiableCase> epidemic;

    private Province(
            ProvinceSettings settings,
            List<Institution> institutions,
            List<Resident> residents,
            Truth truth,
            Map<String, List<PlannedVisit>> plans,
            List<NotifiableCase> epidemic) {
        this.settings = settings;
        this.institutions = institutions;
        this.residents = residents;
        this.truth = truth;
        this.plans = plans;
        this.epidemic = epidemic;
    }

    /** Draws people, registrations and when who goes where. */
    public static Province generate(ProvinceSettings settings) {
        List<Institution> institutions = Institutions.of(settings.region());
        Map<String, List<PlannedVisit>> plans = new HashMap<>();
        List<LocalPatient> locals = new ArrayList<>();
        List<Resident> residents = new ArrayList<>();

        DemoStory story = new DemoStory(institutions, settings);
        residents.add(story.resident());
        locals.addAll(story.locals());
        story.plan(visit -> add(plans, visit));

        Registry registry = new Registry(settings, institutions);
        @Nullable Resident before = null;
        for (Resident resident : Population.draw(settings)) {
            List<LocalPatient> registered = registry.register(resident, before, residents.size());
            new History(settings, resident, registered, residents.size(), visit -> add(plans, visit)).plan();
            residents.add(resident);
            locals.addAll(registered);
            before = resident;
        }
        List<NotifiableCase> epidemic = settings.epidemic()
                ? new Epidemic(settings, locals.subList(story.locals().size(), locals.size()))
                        .plan(visit -> add(plans, visit))
                : List.of();
        plans.values().forEach(visits -> visits.sort(ORDER));
        return new Province(
                settings, institutions, List.copyOf(residents), new Truth(List.copyOf(locals)), plans, epidemic);
    }

    /** The people of a province alone, without what becomes of them; the scripted resident is not among them. */
    public static List<Resident> people(ProvinceSettings settings) {
        return Population.draw(settings);
    }

    public ProvinceSettings settings() {
        return settings;
    }

    /** The four institutions: hospitals A, B and C, and the community health centre. */
    public List<Institution> institutions() {
        return institutions;
    }

    /**
     * An institution by its key: A, B, C, or H for the community health centre.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Institution institution(String key) {
        return institutions.stream()
                .filter(institution -> institution.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no institution " + key));
    }

    /** All residents, the scripted one first. */
    public List<Resident> residents() {
        return residents;
    }

    public Truth truth() {
        return truth;
    }

    /** The county (GB/T 2260) of the outbreak; empty where there is none. */
    public Optional<String> outbreakCounty() {
        return epidemic.stream()
                .filter(each -> each.script().equals(Epidemic.OUTBREAK))
                .flatMap(each -> each.local().registration().addressGiven().stream())
                .map(Address::division)
                .findFirst();
    }

    /**
     * What is truly to be reported to the CDC, and the decoys, in time order of each institution: what surveillance is measured
     * against. Draws every visit.
     */
    public List<NotifiableCase> notifiable() {
        List<NotifiableCase> cases = new ArrayList<>(epidemic);
        for (Institution institution : institutions) {
            for (PlannedVisit planned : plan(institution)) {
                Visit visit = planned.content().get();
                for (Diagnosis diagnosis : visit.diagnoses()) {
                    Epidemic.notifiable(diagnosis)
                            .ifPresent(disease -> cases.add(new NotifiableCase(
                                    planned.patient(), visit.number(), visit.start(), disease, "usual")));
                }
            }
        }
        return List.copyOf(cases);
    }

    /** What an institution sends, in time order, its directory bundle first. Each iteration draws it anew, the same. */
    public Iterable<Dispatch> dispatches(Institution institution) {
        List<PlannedVisit> plan = plan(institution);
        return () -> new Dispatches(institution, plan);
    }

    /**
     * Input that a platform has to refuse, each with one thing wrong: a wrong check digit, an unknown unit, no patient, or a
     * reference to a resource that is not there. Not part of {@link #dispatches} and of the truth.
     */
    public List<Dispatch> faultyDispatches(Institution institution) {
        return FaultyDispatches.of(institution, settings);
    }

    /** Writes all of it as files; see {@link ProvinceFiles} for the layout. */
    public void writeTo(Path folder) {
        ProvinceFiles.write(this, folder);
    }

    /** The visits of an institution in order of their start. */
    List<PlannedVisit> plan(Institution institution) {
        return plans.getOrDefault(institution.uscc(), List.of());
    }

    private static void add(Map<String, List<PlannedVisit>> plans, PlannedVisit visit) {
        plans.computeIfAbsent(visit.patient().institution().uscc(), key -> new ArrayList<>())
                .add(visit);
    }
}
