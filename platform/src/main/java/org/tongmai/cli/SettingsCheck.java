package org.tongmai.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Stops the start at a setting that nobody reads: a mistyped key would otherwise be a default in silence. Runs before anything
 * is built. The keys are those of the settings records; what an option of {@code serve} gives cannot be given elsewhere.
 */
final class SettingsCheck implements BeanFactoryPostProcessor {

    /** Keys that no settings record names. */
    static final List<String> FIXED =
            List.of("tongmai.access.issuer", "tongmai.access.second-factor", "tongmai.access.suite");

    /** Keys that {@code serve} sets from its options, which outrank every file. */
    static final Map<String, String> OPTIONS = Map.of(
            "tongmai.data", "--data",
            "tongmai.role", "--role",
            "tongmai.region", "--region",
            "tongmai.auth", "--auth",
            "tongmai.intake.mllp-address", "--address",
            "tongmai.intake.mllp-port", "--mllp-port",
            "tongmai.exchange.port", "--exchange-port");

    private static final String OURS = "tongmai.";

    private final ConfigurableEnvironment environment;

    SettingsCheck(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        Set<String> known = new TreeSet<>(FIXED);
        for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            Class<?> type = beans.getType(name, false);
            if (type != null && type.getName().startsWith("org.tongmai.")) {
                known.addAll(keys(type));
            }
        }
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed
                    && !(source instanceof CommandLinePropertySource)) {
                boolean variables = source instanceof SystemEnvironmentPropertySource;
                given(listed, variables, known).forEach(key -> check(key, known));
            }
        }
    }

    /** The keys that a settings record reads; those of a map end with an asterisk, for the names of its entries. */
    static List<String> keys(Class<?> settings) {
        ConfigurationProperties names = Objects.requireNonNull(settings.getAnnotation(ConfigurationProperties.class));
        return Arrays.stream(Objects.requireNonNull(settings.getRecordComponents()))
                .map(component -> names.value() + "." + dashed(component.getName())
                        + (Map.class.isAssignableFrom(component.getType()) ? ".*" : ""))
                .toList();
    }

    /** Variables of the launcher and of tests begin with TONGMAI_ too: only those of a group of settings are settings. */
    private static List<String> given(EnumerablePropertySource<?> source, boolean variables, Set<String> known) {
        List<String> given = new ArrayList<>();
        for (String name : source.getPropertyNames()) {
            String key = variables ? name.toLowerCase(Locale.ROOT).replace('_', '.') : name;
            boolean group = known.stream().anyMatch(each -> key.startsWith(group(each)));
            if (key.toLowerCase(Locale.ROOT).startsWith(OURS) && (!variables || group)) {
                given.add(key);
            }
        }
        return given;
    }

    /** Of {@code tongmai.intake.zone} the part {@code tongmai.intake.}. */
    private static String group(String key) {
        return key.substring(0, key.indexOf('.', OURS.length()) + 1);
    }

    private static void check(String given, Set<String> known) {
        String option = OPTIONS.entrySet().stream()
                .filter(each -> plain(each.getKey()).equals(plain(given)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (option != null) {
            throw new Problem(
                    Kind.INVALID,
                    "cli.setting-is-option",
                    given + " cannot be set here.",
                    "It is given by the option " + option + ", which would outrank it.",
                    "Take it out, and give " + option + " to tongmai serve.");
        }
        if (known.stream().noneMatch(each -> matches(given, each))) {
            String nearest = known.stream()
                    .min(Comparator.comparingInt(each -> distance(plain(each), plain(given))))
                    .orElse("");
            throw new Problem(
                    Kind.INVALID,
                    "cli.setting-unknown",
                    "There is no setting " + given + ".",
                    "A key that nobody reads would leave the default in force without a word.",
                    "Perhaps " + nearest + " is meant; docs/reference/settings.md lists every setting.");
        }
    }

    /** What Spring could not read, in our words; null where the failure is another. */
    static @Nullable Problem wrongValue(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException unreadable) {
                ConfigurationProperty property = unreadable.getProperty();
                String key = property == null
                        ? unreadable.getName().toString()
                        : property.getName().toString();
                return new Problem(
                        Kind.INVALID,
                        "cli.setting-wrong",
                        "The value of " + key + " is not usable.",
                        property == null
                                ? "It does not have the form of this setting."
                                : "'" + property.getValue() + "' does not have the form of this setting.",
                        "Correct it; docs/reference/settings.md lists every setting with an example.");
            }
        }
        return null;
    }

    /** A list is given as one value or element by element, a map by the names of its entries. */
    private static boolean matches(String given, String key) {
        if (key.endsWith(".*")) {
            return plain(given).startsWith(plain(key)) && dots(given) >= dots(key);
        }
        return plain(given.replaceFirst("\\[.*$", "")).equals(plain(key))
                || plain(given).matches(plain(key) + "[0-9]+");
    }

    private static long dots(String key) {
        return key.chars().filter(c -> c == '.').count();
    }

    /** Spring reads {@code room-bytes}, {@code roomBytes} and {@code ROOM_BYTES} as one. */
    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** How many letters have to be put in, left out or changed (Levenshtein). */
    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int before = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = before + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                before = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
