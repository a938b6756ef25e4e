package org.tongmai.surveillance.disease;

import java.util.List;

/** A medicine that hardly anything else is treated with. */
public record Drug(String disease, List<String> atc, String what, Validity validity) {}
