import accelerator.links
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0010_juror_extension'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(model_name='supportscheme', old_name='valid_until', new_name='closes_on'),
        migrations.AddField(
            model_name='edition',
            name='schemes_checked_months',
            field=models.PositiveSmallIntegerField(default=6, help_text='Passé ce délai, il s’affiche « à vérifier » et la personne qui en répond est interrogée.', verbose_name='mois entre deux vérifications d’un dispositif'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='supportscheme',
            name='closes_on',
            field=models.DateField(blank=True, null=True, verbose_name='dernier jour'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='code',
            field=models.CharField(default='', max_length=40, verbose_name='code'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='contact_email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='son adresse e-mail'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='contact_name',
            field=models.CharField(blank=True, max_length=150, verbose_name='personne qui en répond'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='departments',
            field=models.JSONField(blank=True, default=list, help_text='Codes; none: anywhere.', verbose_name='départements'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='nonce',
            field=models.CharField(default=accelerator.links.new_nonce, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='opens_on',
            field=models.DateField(blank=True, null=True, verbose_name='premier jour'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='profiles',
            field=models.JSONField(blank=True, default=list, help_text='Codes of StructureProfile; none: any.', verbose_name='profils de structure'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='source_document',
            field=models.CharField(blank=True, max_length=200, verbose_name='document de référence'),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='verified_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='verified_by_contact',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='supportscheme',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='supportscheme',
            name='source_url',
            field=models.URLField(blank=True, verbose_name='page de référence'),
        ),
    ]
