package org.tongmai.simulator;

/** The number forms of the institutions; the scripted resident's numbers lie beyond them. */
final class LocalIds {

    private LocalIds() {}

    static String of(Institution institution, int serial) {
        return switch (institution.key()) {
            case "A" -> "10%06d".formatted(serial);
            case "B" -> "ZY%07d".formatted(serial);
            case "C" -> "%08d".formatted(serial);
            case "H" -> "SQ-%06d".formatted(serial);
            default -> institution.key() + serial;
        };
    }
}
