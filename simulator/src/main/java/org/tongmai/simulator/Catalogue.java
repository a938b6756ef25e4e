package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be diagnosed, measured, prescribed and given: the tables beside the classes, read once. */
final class Catalogue {

    /** One row of the vaccination schedule. */
    record Dose(
            String code,
            String name,
            int number,
            int months,
            List<Sex> sexes,
            int bornFrom,
            int bornTo,
            double uptake,
            LocalDate since) {}

    static final List<Diagnosis> DIAGNOSES = Table.rows("diagnoses.tsv").stream()
            .map(row -> new Diagnosis(
                    row.text("code"),
                    row.text("name"),
                    row.text("department"),
                    Sex.of(row.text("sex")),
                    row.integer("from"),
                    row.integer("to"),
                    row.number("weight"),
                    row.number("chronic"),
                    row.number("inpatient"),
                    row.optional("label"),
                    row.words("panels"),
                    row.words("abnormal"),
                    row.words("medicines")))
            .toList();
    static final Map<String, Diagnosis> DIAGNOSIS = by(DIAGNOSES, Diagnosis::code);
    static final List<Diagnosis> CHRONIC =
            DIAGNOSES.stream().filter(diagnosis -> diagnosis.prevalence() > 0).toList();

    static final Map<String, LabReport.Panel> PANEL = by(
            Table.rows("lab-panels.tsv").stream()
                    .map(row -> new LabReport.Panel(
                            row.text("code"), row.text("name"), row.optional("loinc"), row.text("loincName")))
                    .toList(),
            LabReport.Panel::code);
    static final Map<String, List<LabItem>> ITEMS = Table.rows("lab-items.tsv").stream()
            .map(row -> new LabItem(
                    row.text("panel"),
                    row.text("code"),
                    row.text("name"),
                    row.text("loinc"),
                    row.text("loincName"),
                    row.optional("unit"),
                    row.integer("decimals"),
                    new LabItem.Range(row.number("low"), row.number("high")),
                    new LabItem.Range(row.number("lowFemale"), row.number("highFemale")),
                    row.number("spread")))
            .collect(Collectors.groupingBy(LabItem::panel));

    static final Map<String, Medicine> MEDICINE = by(
            Table.rows("medicines.tsv").stream()
                    .map(row -> new Medicine(
                            row.text("code"),
                            row.text("name"),
                            row.optional("atc"),
                            row.text("dose"),
                            row.text("route")))
                    .toList(),
            Medicine::code);

    static final List<Dose> SCHEDULE = Table.rows("vaccines.tsv").stream()
            .map(row -> new Dose(
                    row.text("code"),
                    row.text("name"),
                    row.integer("dose"),
                    row.integer("months"),
                    Sex.of(row.text("sex")).map(List::of).orElse(List.of(Sex.values())),
                    row.integer("bornFrom"),
                    row.integer("bornTo"),
                    row.number("uptake"),
                    row.optional("since").map(LocalDate::parse).orElse(LocalDate.MIN)))
            .toList();

    static final Weighted<Allergy> ALLERGIES = new Weighted<>(Table.rows("allergies.tsv"), row -> row.number("weight"))
            .map(row -> new Allergy(row.text("code"), row.text("name"), row.text("category")));

    private Catalogue() {}

    /** @throws IllegalStateException if a table names something that another one lacks */
    static <T> T known(Map<String, T> among, String code) {
        T found = among.get(code);
        if (found == null) {
            throw new IllegalStateException("no " + code + " in the tables");
        }
        return found;
    }

    private static <T> Map<String, T> by(List<T> elements, Function<T, String> code) {
        return elements.stream().collect(Collectors.toUnmodifiableMap(code, Function.identity()));
    }
}
