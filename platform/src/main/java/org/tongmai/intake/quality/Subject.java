package org.tongmai.intake.quality;

import java.time.LocalDate;

/**
 * A message, document or row that is judged.
 *
 * @param door through which it came
 * @param kind the data set it is of: kind of the message, kind of the document, name of the table
 * @param institution that sent it
 * @param day of its arrival, in the zone of the province
 * @param receivedAt when it arrived, as FHIR writes an instant
 * @param madeAt when what it says was so, by the sender's clock; empty where the sender does not tell
 */
public record Subject(String door, String kind, String institution, LocalDate day, String receivedAt, String madeAt) {}
