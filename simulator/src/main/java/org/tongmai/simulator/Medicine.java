package org.tongmai.simulator;

import java.util.Optional;

/** A medicine as prescribed: local code, generic name with strength, ATC code, dose and route in words. */
public record Medicine(String code, String name, Optional<String> atc, String dose, String route) {}
