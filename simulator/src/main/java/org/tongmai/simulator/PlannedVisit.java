package org.tongmai.simulator;

import java.util.function.Supplier;

/** A visit whose content is drawn only when it is sent, so that a whole province fits into little memory. */
record PlannedVisit(LocalPatient patient, long startSecond, Supplier<Visit> content) {}
