package org.tongmai.simulator;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.tongmai.simulator.Institution.Department;

/**
 * The last days of a province with an epidemic: an outbreak in one county, single cases of other diseases, and visits that look like
 * cases and are none. Cases show by a diagnosis, a result, a note or a medicine; the institutions that speak FHIR see them.
 */
final class Epidemic {

    /** Days over which it goes; the outbreak takes the last of them. */
    private static final int DAYS = 5;

    /** The script of the first cases of the outbreak. */
    static final String OUTBREAK = "noro-diagnosed";

    private static final int OUTBREAK_DAYS = 3;
    private static final int OPEN_MINUTES = 45;

    private static final Map<String, String> USUAL = Table.rows("notifiable.tsv").stream()
            .collect(Collectors.toUnmodifiableMap(row -> row.text("code"), row -> row.text("disease")));

    private final ProvinceSettings settings;
    private final List<LocalPatient> locals;
    private final Dice dice;
    private final List<NotifiableCase> cases = new ArrayList<>();
    private final Map<String, Integer> next = new HashMap<>();

    /** @param locals those of all institutions */
    Epidemic(ProvinceSettings settings, List<LocalPatient> locals) {
        this.settings = settings;
        this.locals = locals.stream()
                .filter(each -> each.institution().speaks() == Dispatch.Form.FHIR)
                .filter(each -> each.errors().isEmpty())
                .toList();
        this.dice = Dice.of(settings.seed(), "epidemic", 0);
    }

    /** The family of a diagnosis that is to be reported; empty for others. */
    static Optional<String> notifiable(Diagnosis diagnosis) {
        return Optional.ofNullable(USUAL.get(diagnosis.code()));
    }

    List<NotifiableCase> plan(Consumer<PlannedVisit> plan) {
        if (locals.isEmpty()) {
            return List.of();
        }
        String county = locals.stream()
                .flatMap(each -> each.registration().addressGiven().stream())
                .map(Address::division)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.groupingBy(each -> each, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse("");
        List<LocalPatient> there = locals.stream()
                .filter(each -> each.registration()
                        .addressGiven()
                        .map(Address::division)
                        .filter(county::equals)
                        .isPresent())
                .toList();
        int inOutbreak = 0;
        int elsewhere = 0;
        for (Table.Row row : Table.rows("epidemic.tsv")) {
            boolean outbreak = row.text("cluster").equals("yes");
            for (int copy = 0; copy < row.integer("copies"); copy++) {
                List<LocalPatient> from = outbreak && !there.isEmpty() ? there : locals;
                // everybody once, so that two stories do not become one episode
                LocalPatient local =
                        from.get((outbreak ? inOutbreak++ : from.size() - 1 - elsewhere++ % from.size()) % from.size());
                add(row, local, outbreak, copy, plan);
            }
        }
        cases.sort(Comparator.comparing(NotifiableCase::at).thenComparing(NotifiableCase::visit));
        return List.copyOf(cases);
    }

    private void add(Table.Row row, LocalPatient local, boolean outbreak, int copy, Consumer<PlannedVisit> plan) {
        Department department = local.institution()
                .department(row.text("department"))
                .orElseGet(() -> local.institution().departments().getFirst());
        boolean open = row.text("key").equals("measles") || outbreak && copy == 0;
        LocalDate day = settings.today().minusDays(1 + dice.below(outbreak ? OUTBREAK_DAYS : DAYS));
        OffsetDateTime start = open ? Calendar.opened(settings, OPEN_MINUTES) : Calendar.officeTime(day, dice);
        int serial = next.merge(local.localId(), 1, Integer::sum);
        String number = local.localId() + "-E%02d".formatted(serial);
        Diagnosis why = new Diagnosis(
                row.text("code"),
                row.text("name"),
                department.code(),
                Optional.empty(),
                0,
                120,
                0,
                0,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of());
        Visit visit = new Visit(
                number,
                Visit.Kind.OUTPATIENT,
                start,
                open ? Optional.empty() : Optional.of(start.plusMinutes(dice.between(40, 160))),
                department,
                dice.pick(department.doctors()),
                Optional.empty(),
                List.of(why),
                row.optional("item").map(item -> report(number, item, row.text("result"), start)).stream()
                        .toList(),
                row.optional("medicine").map(Epidemic::medicine).stream().toList(),
                List.of(),
                List.of(),
                row.optional("note"));
        cases.add(
                new NotifiableCase(local, number, start, row.optional("disease").orElse(""), row.text("key")));
        plan.accept(new PlannedVisit(local, start.toEpochSecond(), () -> visit));
    }

    private static LabReport report(String number, String item, String result, OffsetDateTime start) {
        String[] parts = item.split("\\|");
        var what = new LabItem(
                "PCR",
                parts[0],
                parts[1],
                parts[2],
                parts[1],
                Optional.empty(),
                0,
                new LabItem.Range(0, 0),
                new LabItem.Range(0, 0),
                1);
        OffsetDateTime sampled = start.plusMinutes(10);
        return new LabReport(
                number + "L1",
                new LabReport.Panel("PCR", "病原学检测", Optional.empty(), ""),
                sampled,
                sampled.plusMinutes(25),
                List.of(new LabReport.Finding(what, result, result.equals("阳性") ? "A" : "N")));
    }

    private static Medicine medicine(String text) {
        String[] parts = text.split("\\|");
        return new Medicine(parts[0], parts[1], Optional.of(parts[2]), "遵医嘱", "口服");
    }
}
