package org.tongmai.simulator;

/** A substance that a resident does not bear; category as in FHIR. */
public record Allergy(String code, String name, String category) {}
