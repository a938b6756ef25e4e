package org.tongmai.simulator;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A laboratory report.
 *
 * @param number report number at the institution
 * @param at when the results were released
 */
public record LabReport(String number, Panel panel, OffsetDateTime sampledAt, OffsetDateTime at, List<Result> results) {

    /** What is ordered together; LOINC where one fits. */
    public record Panel(String code, String name, Optional<String> loinc, String loincName) {}

    /** The value of one item: a number within or without its range, or a finding. */
    public sealed interface Result {
        LabItem item();

        /** HL7 v2 table 0078: N, H, L, HH, LL or A. */
        String flag();
    }

    /** A measured quantity in the item's unit. */
    public record Quantity(LabItem item, BigDecimal value, BigDecimal low, BigDecimal high, String flag)
            implements Result {}

    /** 阴性 or 阳性. */
    public record Finding(LabItem item, String text, String flag) implements Result {}
}
