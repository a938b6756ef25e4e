package org.tongmai.simulator.reads;

/**
 * One look at one source patient, as a node traces it.
 *
 * @param second since 1970, UTC
 * @param reader number of the reader
 * @param patient source patient
 * @param basis word of the trace: TREATMENT, CONSENT, EMERGENCY or NONE
 * @param interaction word of the trace: page, search, read, elsewhere
 * @param shown false: refused
 * @param terminal network address of the device
 * @param incident number of the incident that it belongs to; -1 for a look in order
 */
public record Read(
        long second,
        int reader,
        long patient,
        String basis,
        String interaction,
        boolean shown,
        String terminal,
        int incident) {}
