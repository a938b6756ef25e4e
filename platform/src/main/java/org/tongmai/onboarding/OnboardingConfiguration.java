package org.tongmai.onboarding;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Participants;
import org.tongmai.intake.Received;
import org.tongmai.kernel.Rounds;
import org.tongmai.kernel.crypto.Suite;

/** Puts onboarding together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OnboardingSettings.class)
class OnboardingConfiguration {

    private static final String MARK = "Tongmai-Sandbox";

    @Bean
    OnboardingStore onboardingStore(JdbcClient jdbc) {
        return new OnboardingStore(jdbc);
    }

    @Bean
    VolumeStore volumeStore(JdbcClient jdbc) {
        return new VolumeStore(jdbc);
    }

    @Bean
    Sandbox sandbox(OnboardingStore store, Participants participants, Clock clock) {
        return new Sandbox(store, participants, clock);
    }

    @Bean
    Onboardings onboardings(
            OnboardingStore store,
            VolumeStore volumes,
            Participants participants,
            Sandbox sandbox,
            DataSource database,
            PlatformTransactionManager transactions,
            Environment environment,
            Clock clock) {
        Suite suite = Suite.of(environment.getProperty("tongmai.access.suite", "national"))
                .orElseThrow();
        return new Onboardings(
                store,
                volumes,
                participants,
                sandbox,
                Received.on(database),
                data(environment),
                suite,
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    Volumes volumes(
            VolumeStore store,
            DataSource database,
            OnboardingSettings settings,
            PlatformTransactionManager transactions,
            Environment environment,
            Clock clock) {
        return new Volumes(
                store,
                Received.on(database),
                data(environment),
                settings.settle(),
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    OnboardingRoutes onboardingRoutes(Onboardings onboardings, Volumes volumes, InstitutionNames names) {
        return new OnboardingRoutes(onboardings, volumes, names);
    }

    /** Every answer of a sandbox says that it is one: pages show it, and nobody takes what it holds for a record. */
    @Bean
    @ConditionalOnProperty("tongmai.onboarding.sandbox")
    FilterRegistrationBean<Filter> sandboxMark() {
        var mark = new FilterRegistrationBean<Filter>((request, response, chain) -> {
            ((HttpServletResponse) response).setHeader(MARK, "true");
            chain.doFilter(request, response);
        });
        mark.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return mark;
    }

    @Bean
    Rounds volumeRounds(Volumes volumes, OnboardingSettings settings) {
        return new Rounds("volumes", settings.every(), volumes::round);
    }

    /** Apart from the others: a sandbox that fails stops nobody. */
    @Bean
    Rounds sandboxRounds(Sandbox sandbox, OnboardingSettings settings) {
        return new Rounds("sandbox", settings.every(), () -> {
            sandbox.mirror();
            return false;
        });
    }

    private static Path data(Environment environment) {
        return Path.of(environment.getProperty("tongmai.data", ".tongmai"));
    }
}
