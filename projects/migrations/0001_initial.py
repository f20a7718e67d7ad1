import accelerator.links
import accelerator.web.search_field
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import projects.history.models
from django.conf import settings
from accelerator.initial_tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('programmes', '0001_initial'),
        ('questionnaires', '0001_initial'),
    ]

    operations = [
        CreateModels(
            migrations.CreateModel(
                name='Project',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='programmes.edition')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='programmes.organisation')),
                    ('title', models.CharField(blank=True, max_length=160, verbose_name='titre')),
                    ('slug', models.SlugField(max_length=80)),
                    ('summary', models.TextField(blank=True, verbose_name='résumé public')),
                    ('public_sheet', models.BooleanField(default=False, verbose_name='fiche publique acceptée')),
                    ('sheet_opened_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('shows_structure', models.BooleanField(default=False, verbose_name='la structure')),
                    ('shows_profile', models.BooleanField(default=False, verbose_name='ce qu’elle fait')),
                    ('shows_department', models.BooleanField(default=False, verbose_name='le département')),
                    ('shows_summary', models.BooleanField(default=False, verbose_name='le résumé public')),
                    ('shows_holder', models.BooleanField(default=False, verbose_name='le nom de la personne qui porte le projet')),
                    ('created_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['title', 'pk'],
                    'indexes': [models.Index(condition=models.Q(('public_sheet', True)), fields=['edition', 'title', 'id'], name='project_sheets')],
                    'constraints': [models.UniqueConstraint(fields=('edition', 'slug'), name='project_slug_once')],
                },
            ),
            migrations.CreateModel(
                name='ProjectMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='projects.project')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ('rights', models.CharField(choices=[('edit', 'peut modifier'), ('read', 'peut lire')], default='edit', max_length=4, verbose_name='droits')),
                    ('leads', models.BooleanField(default=False, verbose_name='porte le projet')),
                    ('joined_at', models.DateTimeField()),
                    ('left_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['project', '-leads', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('project', 'user'), name='member_once'), models.UniqueConstraint(condition=models.Q(('leads', True), ('left_at__isnull', True)), fields=('project',), name='project_one_lead', violation_error_message='Un projet a une seule personne porteuse.')],
                },
            ),
            migrations.CreateModel(
                name='ProjectInvitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(max_length=254, verbose_name='adresse e-mail')),
                    ('nonce', models.CharField(default=accelerator.links.new_nonce, max_length=32)),
                    ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('invited_at', models.DateTimeField()),
                    ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('expires_at', models.DateTimeField()),
                    ('accepted_at', models.DateTimeField(blank=True, null=True)),
                    ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('declined_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='projects.project')),
                    ('rights', models.CharField(choices=[('edit', 'peut modifier'), ('read', 'peut lire')], default='edit', max_length=4, verbose_name='droits')),
                ],
                options={
                    'ordering': ['-invited_at', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('declined_at__isnull', True), ('revoked_at__isnull', True)), fields=('project', 'email'), name='project_invitation_pending_once', violation_error_message='Une invitation attend déjà cette personne.')],
                },
            ),
            migrations.CreateModel(
                name='Recusal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recusals', to='projects.application')),
                    ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to=settings.AUTH_USER_MODEL)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reason', models.CharField(max_length=400, verbose_name='raison')),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['application', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('application', 'reviewer'), name='recusal_once', violation_error_message='Le déport de cette personne est déjà enregistré.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='recusal_has_reason', violation_error_message='Un déport indique sa raison.')],
                },
            ),
            migrations.CreateModel(
                name='SeatWaiver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seat_waivers', to='programmes.edition')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reason', models.CharField(max_length=400, verbose_name='raison')),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['edition', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('edition', 'user'), name='seat_waiver_once', violation_error_message='La dérogation de cette personne est déjà enregistrée.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='seat_waiver_has_reason', violation_error_message='Une dérogation indique sa raison.')],
                },
            ),
            migrations.CreateModel(
                name='Application',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='application', to='projects.project')),
                    ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='programmes.call')),
                    ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='application', to='questionnaires.answersheet')),
                    ('next_sheet', models.OneToOneField(blank=True, help_text="Answers being changed after the dossier was sent: its members' alone, until it is sent again.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='next_application', to='questionnaires.answersheet')),
                    ('reference', models.CharField(max_length=40, unique=True, verbose_name='référence')),
                    ('state', models.CharField(choices=[('draft', 'brouillon'), ('submitted', 'déposé'), ('completion_requested', 'complément demandé'), ('ineligible', 'non recevable'), ('eligible', 'recevable'), ('under_review', 'en évaluation'), ('selected', 'retenu'), ('reserve', 'liste complémentaire'), ('not_selected', 'non retenu'), ('confirmed', 'participation confirmée'), ('declined', 'place déclinée'), ('withdrawn', 'retiré')], default='draft', max_length=20, verbose_name='état')),
                    ('created_at', models.DateTimeField()),
                    ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='déposé le')),
                    ('content_hash', models.CharField(blank=True, max_length=64)),
                    ('rules_version', models.PositiveIntegerField(blank=True, null=True)),
                    ('timing', models.CharField(blank=True, choices=[('on_time', 'dans les délais'), ('grace', 'juste après la clôture'), ('late_link', 'avec un lien hors délai')], editable=False, max_length=9, verbose_name='moment du dépôt')),
                    ('title', models.CharField(blank=True, max_length=160, verbose_name='titre')),
                    ('structure_name', models.CharField(blank=True, max_length=200, verbose_name='structure')),
                    ('profile', models.CharField(blank=True, choices=[('solution_provider', 'Offre une solution'), ('consultant_or_federation', 'Conseil ou fédération d’employeurs'), ('internal_project', 'Mène un projet en interne')], max_length=30, verbose_name='profil')),
                    ('department', models.CharField(blank=True, max_length=60, verbose_name='département')),
                    ('holder_name', models.CharField(blank=True, max_length=150, verbose_name='personne porteuse')),
                    ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suivi par')),
                    ('checks_done', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('findings_standing', models.PositiveSmallIntegerField(default=0, editable=False, help_text='Rules that set the dossier aside and that nobody overruled.')),
                    ('reviews_expected', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('reviews_done', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('score', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=5, null=True)),
                    ('score_low', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=5, null=True)),
                    ('score_high', models.DecimalField(blank=True, decimal_places=2, editable=False, max_digits=5, null=True)),
                    ('duplicates', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('anonymised_at', models.DateTimeField(blank=True, editable=False, help_text='Its time was over: only what counts it is left.', null=True)),
                ],
                options={
                    'ordering': ['-submitted_at', '-pk'],
                    'indexes': [models.Index(fields=['call', 'state', '-submitted_at'], name='application_list'), models.Index(fields=['call', '-submitted_at', '-id'], name='application_recent'), models.Index(fields=['call', '-score', 'id'], name='application_ranking'), models.Index(condition=models.Q(('state', 'withdrawn'), ('submitted_at', None), _negated=True), fields=['call', 'state', 'department'], name='application_counts')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('submitted_at__isnull', False), _connector='OR'), name='application_sent_has_time'), models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('score__gte', 0), ('score__lte', 100)), _connector='OR'), name='application_score_in_range'), models.CheckConstraint(condition=models.Q(('reviews_done__lte', models.F('reviews_expected')), ('reviews_expected', 0), _connector='OR'), name='application_reviews_counted')],
                },
            ),
            migrations.CreateModel(
                name='ApplicationVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='projects.application')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('submitted_at', models.DateTimeField()),
                    ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('rules_version', models.PositiveIntegerField(blank=True, null=True)),
                    ('content_hash', models.CharField(max_length=64)),
                    ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='version', to='questionnaires.answersheet')),
                    ('snapshot', models.JSONField()),
                ],
                options={
                    'ordering': ['application', '-number'],
                    'constraints': [models.UniqueConstraint(fields=('application', 'number'), name='version_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='version_number_from_one')],
                },
            ),
            migrations.CreateModel(
                name='SearchEntry',
                fields=[
                    ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='projects.application')),
                    ('call', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.call')),
                    ('words', accelerator.web.search_field.WordsField(editable=False)),
                    ('names', accelerator.web.search_field.NamesField(editable=False)),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='CompletionRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='completions', to='projects.application')),
                    ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='completion', to='questionnaires.answersheet')),
                    ('state', models.CharField(choices=[('open', 'attend une réponse'), ('answered', 'réponse reçue'), ('accepted', 'complément accepté'), ('cancelled', 'demande close')], default='open', max_length=10)),
                    ('message', models.TextField(blank=True, verbose_name='message d’ensemble')),
                    ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('requested_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField(verbose_name='à renvoyer avant le')),
                    ('reply', models.TextField(blank=True, verbose_name='un mot pour l’équipe')),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['application', '-requested_at', '-pk'],
                    'indexes': [models.Index(fields=['state', 'due_at'], name='completion_due')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('application',), name='completion_open_once', violation_error_message='Une demande attend déjà une réponse.'), models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('requested_at'))), name='completion_due_after_asking', violation_error_message='L’échéance est déjà passée.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['answered', 'accepted']), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='completion_answered_has_time')],
                },
            ),
            migrations.CreateModel(
                name='CompletionItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='projects.completionrequest')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.question')),
                    ('problem', models.CharField(choices=[('wrong', 'erronée'), ('incomplete', 'incomplète'), ('outdated', 'périmée')], max_length=10, verbose_name='ce qui ne va pas')),
                    ('message', models.TextField(blank=True, verbose_name='précision')),
                    ('before', models.JSONField(blank=True, null=True)),
                    ('after', models.JSONField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['request', 'question__section__position', 'question__position'],
                    'constraints': [models.UniqueConstraint(fields=('request', 'question'), name='completion_item_once')],
                },
            ),
            migrations.CreateModel(
                name='ReviewAssignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='projects.application')),
                    ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_assignments', to=settings.AUTH_USER_MODEL)),
                    ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('assigned_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, help_text='Why this reviewer, as shown to them.', max_length=300)),
                ],
                options={
                    'ordering': ['application', 'pk'],
                    'indexes': [models.Index(condition=models.Q(('withdrawn_at', None)), fields=['reviewer', 'application', 'id'], name='assignment_queue')],
                    'constraints': [models.UniqueConstraint(fields=('application', 'reviewer'), name='assignment_once', violation_error_message='Cette personne évalue déjà ce dossier.')],
                },
            ),
            migrations.CreateModel(
                name='ScoreCorrection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='score_correction', to='programmes.call')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('computed_version', models.PositiveIntegerField(blank=True, null=True)),
                    ('places', models.PositiveIntegerField(default=0)),
                    ('limit', models.CharField(blank=True, choices=[('few_jurors', 'few_jurors'), ('few_dossiers', 'few_dossiers'), ('few_reviews', 'few_reviews'), ('separate_groups', 'separate_groups'), ('no_severity', 'no_severity')], max_length=20)),
                    ('dossiers', models.JSONField(blank=True, default=dict)),
                    ('severity', models.JSONField(blank=True, default=dict)),
                ],
                options={
                    'ordering': ['call'],
                },
            ),
            migrations.CreateModel(
                name='PlannedDuty',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned_duties', to='projects.application')),
                    ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('change', models.CharField(choices=[('give', 'confier'), ('take_back', 'reprendre')], max_length=10)),
                    ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('planned_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['planned_at', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('application', 'reviewer'), name='planned_duty_once', violation_error_message='Un changement attend déjà pour cette personne et ce dossier.')],
                },
            ),
            migrations.CreateModel(
                name='Review',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='projects.application')),
                    ('reviewer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to=settings.AUTH_USER_MODEL)),
                    ('state', models.CharField(choices=[('draft', 'commencée'), ('submitted', 'envoyée')], default='draft', max_length=10)),
                    ('private_note', models.TextField(blank=True, verbose_name='note privée')),
                    ('committee_comment', models.TextField(blank=True, verbose_name='pour le comité')),
                    ('holder_comment', models.TextField(blank=True, verbose_name='pour la personne porteuse')),
                    ('total', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('started_at', models.DateTimeField()),
                    ('saved_at', models.DateTimeField()),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('set_aside_at', models.DateTimeField(blank=True, help_text='A recusal came after: the opinion counts no more.', null=True)),
                ],
                options={
                    'ordering': ['application', 'pk'],
                    'indexes': [models.Index(fields=['reviewer', 'application', 'state'], name='review_queue')],
                    'constraints': [models.UniqueConstraint(fields=('application', 'reviewer'), name='review_once', violation_error_message='Vous avez déjà une évaluation pour ce dossier.'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('submitted_at__isnull', False), ('total__isnull', False)), _connector='OR'), name='review_sent_is_complete')],
                },
            ),
            migrations.CreateModel(
                name='Score',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='projects.review')),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='programmes.criterion')),
                    ('level', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('not_assessable', models.BooleanField(default=False, verbose_name='non évaluable')),
                    ('comment', models.TextField(blank=True)),
                ],
                options={
                    'ordering': ['review', 'criterion__position'],
                    'constraints': [models.UniqueConstraint(fields=('review', 'criterion'), name='score_once'), models.CheckConstraint(condition=models.Q(('level__isnull', True), models.Q(('level__gte', 0), ('level__lte', 4)), _connector='OR'), name='score_in_scale', violation_error_message='La note va de 0 à 4.'), models.CheckConstraint(condition=models.Q(('not_assessable', False), ('level__isnull', True), _connector='OR'), name='score_level_or_not_assessable', violation_error_message='Un critère non évaluable n’a pas de note.')],
                },
            ),
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision', to='projects.application')),
                    ('outcome', models.CharField(choices=[('selected', 'retenu'), ('reserve', 'liste complémentaire'), ('not_selected', 'non retenu')], max_length=12, verbose_name='décision')),
                    ('reserve_rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='rang sur la liste complémentaire')),
                    ('reason', models.TextField(blank=True, verbose_name='raison, envoyée à la personne porteuse')),
                    ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField()),
                    ('announced_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['application'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'not_selected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='refusal_has_reason', violation_error_message='Une décision défavorable indique sa raison.')],
                },
            ),
            migrations.CreateModel(
                name='Participation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='participation', to='projects.project')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='programmes.edition')),
                    ('state', models.CharField(choices=[('offered', 'à confirmer'), ('confirmed', 'confirmée'), ('declined', 'déclinée')], default='offered', max_length=10)),
                    ('offered_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decline_reason', models.CharField(blank=True, max_length=400, verbose_name='raison')),
                    ('left_session_at', models.DateTimeField(blank=True, help_text='When a project that had confirmed left a session that had begun. With its place: its room is only read; else it keeps its place, its room and what follows, and is planned for no more.', null=True)),
                    ('scribe', models.ForeignKey(blank=True, help_text='Who types at its table during the session, as last chosen there: they may have left since.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('scribe_chosen_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['edition', 'project__title'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('left_session_at', None), models.Q(('state', 'offered'), _negated=True), _connector='OR'), name='left_place_was_confirmed')],
                },
            ),
            migrations.CreateModel(
                name='HolderFeedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='projects.review')),
                    ('original', models.TextField()),
                    ('text', models.TextField(blank=True)),
                    ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('read_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['review'],
                },
            ),
            migrations.CreateModel(
                name='ExportTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='export_templates', to='programmes.edition')),
                    ('name', models.CharField(max_length=80, verbose_name='nom du modèle')),
                    ('columns', models.JSONField(default=list)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['name', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('edition', 'name'), name='export_template_once', violation_error_message='Un modèle porte déjà ce nom.')],
                },
            ),
            migrations.CreateModel(
                name='ExportJob',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField()),
                    ('claim', models.UUIDField(blank=True, null=True)),
                    ('claimed_at', models.DateTimeField(blank=True, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('error', models.TextField(blank=True)),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='programmes.edition')),
                    ('kind', models.CharField(choices=[('xlsx', 'tableau Excel (XLSX)'), ('csv', 'tableau CSV'), ('pdf', 'dossiers en PDF'), ('zip', 'pièces jointes (ZIP)')], max_length=4)),
                    ('options', models.JSONField(default=dict)),
                    ('language', models.CharField(default='fr', max_length=2)),
                    ('state', models.CharField(choices=[('queued', 'en attente'), ('building', 'en préparation'), ('ready', 'prêt'), ('failed', 'échec'), ('expired', 'effacé')], default='queued', max_length=8)),
                    ('done', models.PositiveIntegerField(default=0, help_text='Dossiers written so far, out of ``total``.')),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('requested_at', models.DateTimeField()),
                    ('built_at', models.DateTimeField(blank=True, null=True)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('file', models.FileField(blank=True, upload_to='exports')),
                    ('size', models.PositiveBigIntegerField(default=0, help_text='bytes')),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'ordering': ['-requested_at', '-pk'],
                    'indexes': [models.Index(fields=['state', 'due_at'], name='export_due'), models.Index(fields=['edition', '-requested_at'], name='export_list')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(models.Q(('sha256', ''), _negated=True), ('expires_at__isnull', False)), _connector='OR'), name='export_ready_has_hash'), models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='export_done_within_total')],
                },
            ),
            migrations.CreateModel(
                name='ApplicationOrigin',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='origin', to='projects.application')),
                    ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.call')),
                    ('source', models.CharField(choices=[('paper', 'papier'), ('platform', 'autre plateforme')], max_length=8)),
                    ('reference', models.CharField(max_length=80, verbose_name='référence d’origine')),
                    ('table_import', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programmes.tableimport')),
                ],
                options={
                    'ordering': ['application'],
                    'constraints': [models.UniqueConstraint(fields=('call', 'reference'), name='origin_reference_once', violation_error_message='Un dossier de cet appel porte déjà cette référence d’origine.'), models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='origin_has_reference')],
                },
            ),
            migrations.CreateModel(
                name='PastProject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='entered', to='projects.project')),
                    ('result', models.TextField(blank=True, max_length=1000, verbose_name='ce qu’il est devenu')),
                    ('entered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_at', models.DateTimeField(editable=False)),
                ],
                options={
                    'ordering': ['project__title', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='PastDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_documents', to='programmes.edition')),
                    ('title', models.CharField(max_length=160, verbose_name='titre')),
                    ('url', models.URLField(blank=True, max_length=500, verbose_name='adresse')),
                    ('file', models.FileField(blank=True, editable=False, upload_to=projects.history.models.random_document_name)),
                    ('thumb', models.FileField(blank=True, editable=False, upload_to=projects.history.models.random_document_name)),
                    ('name', models.CharField(blank=True, editable=False, help_text='As it is handed out.', max_length=200)),
                    ('content_type', models.CharField(blank=True, editable=False, max_length=100)),
                    ('size', models.PositiveIntegerField(default=0, editable=False, help_text='Of the file, in bytes.')),
                    ('alt', models.CharField(blank=True, max_length=300, verbose_name='ce que l’image montre')),
                    ('is_public', models.BooleanField(default=False, verbose_name='montrer sur la page publique')),
                    ('position', models.PositiveIntegerField(default=0, editable=False)),
                    ('added_at', models.DateTimeField(editable=False)),
                ],
                options={
                    'ordering': ['edition', 'position', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('url', ''), _negated=True), fields=('edition', 'url'), name='past_document_once', violation_error_message='Ce document est déjà là.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('url', ''), _negated=True), ('file', '')), models.Q(('url', ''), models.Q(('file', ''), _negated=True)), _connector='OR'), name='past_document_link_or_file', violation_error_message='Donnez un lien, ou choisissez un fichier.'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='past_document_has_title', violation_error_message='Donnez un titre.'), models.CheckConstraint(condition=models.Q(('thumb', ''), models.Q(('alt', ''), _negated=True), _connector='OR'), name='past_document_image_has_words', violation_error_message='Dites ce que l’image montre.')],
                },
            ),
            migrations.CreateModel(
                name='SheetEntry',
                fields=[
                    ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='sheet_entry', serialize=False, to='projects.project')),
                    ('words', accelerator.web.search_field.WordsField(editable=False)),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='RetentionRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='retention_rule', to='programmes.edition')),
                    ('drafts_months', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='mois après la clôture de l’appel, pour les brouillons')),
                    ('unselected_months', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='mois après la fin de l’édition, pour les dossiers non retenus')),
                    ('selected_months', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='mois après la fin du suivi, pour les projets retenus')),
                ],
                options={
                    'ordering': ['edition'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('drafts_months__range', (1, 120)), ('selected_months__range', (1, 120)), ('unselected_months__range', (1, 120))), name='retention_months_in_range', violation_error_message='De 1 à 120 mois.')],
                },
            ),
            migrations.CreateModel(
                name='PlannedErasure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned_erasures', to='programmes.edition')),
                    ('kind', models.CharField(choices=[('drafts', 'Brouillons jamais déposés'), ('unselected', 'Dossiers déposés, hors projets retenus'), ('selected', 'Projets retenus')], max_length=10)),
                    ('announced_for', models.DateField(blank=True, null=True)),
                    ('announced_at', models.DateTimeField(blank=True, null=True)),
                    ('not_before', models.DateField(blank=True, null=True, verbose_name='pas avant le')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='raison')),
                    ('postponed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('postponed_at', models.DateTimeField(blank=True, null=True)),
                    ('erased', models.PositiveIntegerField(default=0)),
                    ('erased_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['edition', 'kind'],
                    'constraints': [models.UniqueConstraint(fields=('edition', 'kind'), name='planned_erasure_once'), models.CheckConstraint(condition=models.Q(models.Q(('announced_at', None), ('announced_for', None)), models.Q(('announced_at__isnull', False), ('announced_for__isnull', False)), _connector='OR'), name='erasure_announced_at_once'), models.CheckConstraint(condition=models.Q(('not_before', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='postponement_has_reason', violation_error_message='Dites pourquoi ces données sont gardées plus longtemps.')],
                },
            ),
            migrations.CreateModel(
                name='CheckItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_items', to='programmes.call')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('label_fr', models.CharField(max_length=200, verbose_name='à vérifier')),
                    ('label_en', models.CharField(blank=True, max_length=200, verbose_name='à vérifier, en anglais')),
                    ('retired_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['call', 'position', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Check',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='projects.application')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='projects.checkitem')),
                    ('done', models.BooleanField(default=False, verbose_name='vérifié')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='remarque')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['application', 'item__position', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('application', 'item'), name='check_once', violation_error_message='Ce point est déjà noté pour ce dossier.')],
                },
            ),
            migrations.CreateModel(
                name='EligibilityRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='eligibility_rules', to='programmes.call')),
                    ('subject', models.CharField(choices=[('profile', 'profil'), ('territory', 'territoire'), ('head_count', 'effectif'), ('siret', 'SIRET'), ('both_days', 'présence aux deux journées')], max_length=12, verbose_name='sur quoi')),
                    ('accepted', models.JSONField(blank=True, default=list)),
                ],
                options={
                    'ordering': ['call', 'subject'],
                    'constraints': [models.UniqueConstraint(fields=('call', 'subject'), name='rule_once', violation_error_message='Il y a déjà une règle sur ce sujet.')],
                },
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='projects.application')),
                    ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='projects.eligibilityrule')),
                    ('detail', models.CharField(blank=True, max_length=300)),
                    ('found_at', models.DateTimeField()),
                    ('overruled_at', models.DateTimeField(blank=True, null=True)),
                    ('overruled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reason', models.CharField(blank=True, max_length=400, verbose_name='raison')),
                ],
                options={
                    'ordering': ['application', 'rule__subject', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('application', 'rule'), name='finding_once'), models.CheckConstraint(condition=models.Q(('overruled_at__isnull', True), models.Q(models.Q(('reason', ''), _negated=True), ('overruled_by__isnull', False)), _connector='OR'), name='overruling_has_reason', violation_error_message='Passer outre une règle demande une raison.')],
                },
            ),
            migrations.CreateModel(
                name='Tag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='programmes.edition')),
                    ('name', models.CharField(max_length=40, verbose_name='étiquette')),
                    ('key', models.CharField(editable=False, max_length=80)),
                    ('applications', models.ManyToManyField(blank=True, related_name='tags', to='projects.application')),
                ],
                options={
                    'ordering': ['name', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('edition', 'key'), name='tag_once', violation_error_message='Cette étiquette existe déjà.')],
                },
            ),
            migrations.CreateModel(
                name='Note',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='projects.application')),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('text', models.TextField(verbose_name='note')),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['application', '-at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_has_text', violation_error_message='Écrivez la note.')],
                },
            ),
            migrations.CreateModel(
                name='SavedFilter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to='programmes.edition')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=60, verbose_name='nom de la recherche')),
                    ('query', models.CharField(blank=True, editable=False, max_length=1000)),
                    ('shared', models.BooleanField(default=False, verbose_name='la partager avec l’équipe de l’édition')),
                ],
                options={
                    'ordering': ['name', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('edition', 'user', 'name'), name='saved_filter_once', violation_error_message='Vous avez déjà une recherche de ce nom.')],
                },
            ),
            migrations.CreateModel(
                name='ListColumns',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='list_columns', to=settings.AUTH_USER_MODEL)),
                    ('names', models.JSONField(default=list)),
                ],
                options={
                    'ordering': ['user'],
                },
            ),
            migrations.CreateModel(
                name='BulkAction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulk_actions', to='programmes.edition')),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('verb', models.CharField(choices=[('eligible', 'déclarer recevables'), ('tag', 'étiqueter'), ('assign', 'confier')], max_length=10)),
                    ('target', models.PositiveBigIntegerField(null=True)),
                    ('changes', models.JSONField(default=dict)),
                    ('at', models.DateTimeField()),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='DuplicateKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duplicate_keys', to='projects.application')),
                    ('call', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.call')),
                    ('key', models.CharField(max_length=24)),
                ],
                options={
                    'ordering': ['application', 'key'],
                    'indexes': [models.Index(fields=['call', 'key'], name='duplicate_key_lookup')],
                    'constraints': [models.UniqueConstraint(fields=('application', 'key'), name='duplicate_key_once')],
                },
            ),
            migrations.CreateModel(
                name='Duplicate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='later_duplicates', to='projects.application')),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier_duplicates', to='projects.application')),
                    ('same_siret', models.BooleanField(default=False)),
                    ('likeness', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'ordering': ['first', 'second'],
                    'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='duplicate_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_in_order')],
                },
            ),
        ),
    ]
