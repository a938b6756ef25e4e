package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.tongmai.intake.IntakeSettings;
import org.tongmai.kernel.Problem;

/** A setting that nobody reads stops the start. */
class SettingsCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tongmai.intake.room-bytes",
                "tongmai.intake.roomBytes",
                "tongmai.test.networks.health",
                "tongmai.test.list[0]",
                "tongmai.access.issuer",
                "tongmai.access.suite",
                "spring.whatever",
                "server.port"
            })
    void whatIsReadMayBeSet(String key) {
        assertThatCode(() -> check(key)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "tongmai.intake.rom-bytes, cli.setting-unknown, tongmai.intake.room-bytes",
        "tongmai.acces.issuer, cli.setting-unknown, tongmai.access.issuer",
        "tongmai.zone, cli.setting-unknown, tongmai.intake.zone",
        "tongmai.region, cli.setting-is-option, --region",
        "tongmai.intake.mllpPort, cli.setting-is-option, --mllp-port"
    })
    void whatIsNotReadIsNamedWithTheNearestThatIs(String key, String code, String mend) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> check(key)).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.mend()).contains(mend);
        });
    }

    @Test
    void variablesOfTheLauncherAreNoSettings() {
        assertThatCode(() -> check(variables("TONGMAI_JVM"))).doesNotThrowAnyException();
        assertThatCode(() -> check(variables("TONGMAI_INTAKE_ROOMBYTES"))).doesNotThrowAnyException();
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> check(variables("TONGMAI_INTAKE_ROMBYTES")));
    }

    @ParameterizedTest
    @CsvSource({"mllp-idle, soon", "message-bytes, many", "room-bytes, 1", "zone, Asia/Nowhere", "mllp-connections, 0"})
    void aWrongValueIsToldWithItsKey(String key, String value) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("file", Map.of("tongmai.intake." + key, value)));
        Binder binder = Binder.get(environment);

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> binder.bindOrCreate("tongmai.intake", IntakeSettings.class))
                .satisfies(failure -> {
                    Throwable known = Exit.known(failure);
                    Problem problem = known instanceof Problem said ? said : SettingsCheck.wrongValue(failure);
                    assertThat(Objects.requireNonNull(problem).what()).contains("tongmai.intake." + key);
                });
    }

    @ConfigurationProperties("tongmai.test")
    private record Several(Map<String, String> networks, List<String> list) {}

    private static void check(String key) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("file", Map.of(key, "1")));
        check(environment);
    }

    private static StandardEnvironment variables(String name) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("variables", Map.of(name, "1")));
        return environment;
    }

    private static void check(StandardEnvironment environment) {
        var beans = new DefaultListableBeanFactory();
        beans.registerBeanDefinition("intake", new RootBeanDefinition(IntakeSettings.class));
        beans.registerBeanDefinition("test", new RootBeanDefinition(Several.class));
        new SettingsCheck(environment).postProcessBeanFactory(beans);
    }
}
