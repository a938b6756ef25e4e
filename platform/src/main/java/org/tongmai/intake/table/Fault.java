package org.tongmai.intake.table;

/**
 * What is wrong with one cell.
 *
 * @param code of the refusal, such as {@code intake.value-missing}
 * @param header the column as the file calls it
 * @param column the column that the mapping means
 */
record Fault(String code, String header, Column column) {}
