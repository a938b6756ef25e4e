package org.tongmai.simulator;

import java.util.Optional;

/**
 * One measured thing.
 *
 * @param code local code
 * @param unit UCUM; empty for a result that is 阴性 or 阳性
 * @param decimals places behind the point
 * @param spread how far an abnormal value lies outside, in halves of the upper limit
 */
public record LabItem(
        String panel,
        String code,
        String name,
        String loinc,
        String loincName,
        Optional<String> unit,
        int decimals,
        Range men,
        Range women,
        double spread) {

    /** Reference range, both ends included. */
    public record Range(double low, double high) {}

    Range range(Sex sex) {
        return sex == Sex.MALE ? men : women;
    }
}
